"""Floor 1: the questions, and how an answer is judged against them.

Pure and synchronous. Nothing here knows of Discord, of a database, of the clock or of chance;
text goes in, frozen values come out.
"""
