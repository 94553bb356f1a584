"""Tests of the third floor: the rules, the use cases, the read models and the terminal."""
