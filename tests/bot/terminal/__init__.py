"""Tests of the interview in a terminal."""
