"""The small grammar of annotation values: ideas, claims, phrases.

Blanks around ` + `, ` | ` and ` > ` make them signs; without blanks they are part of a word.
"""

from __future__ import annotations

from collections.abc import Callable

from content.model import Idea, Way

MAX_WORDS = 6
"""A way to say something is one to six words."""

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})

Complain = Callable[[str], None]
"""Takes the message of a problem; its place is known to whoever made this."""


def parse_ideas(text: str, complain: Complain) -> tuple[Idea, ...]:
    """Parse `a | b + c`: ideas that must meet, each with its ways to be said."""
    ideas = [_idea(part, complain) for part in _split(text.split(), "+")]
    return tuple(idea for idea in ideas if idea)


def parse_ways(text: str, complain: Complain) -> Idea:
    """Parse `a | b`: ways to say one thing, where a ` + ` makes no sense."""
    words = text.split()
    if "+" in words:
        complain("only ` | ` may stand between the words here; remove the ` + `")
        return ()
    return _idea(words, complain)


def parse_claim(text: str, complain: Complain) -> tuple[Idea, tuple[Idea, ...]]:
    """Parse `subject | subject > idea + idea`; both parts are empty if that cannot be."""
    parts = _split(text.split(), ">")
    if len(parts) != 2:
        complain(
            "a claim has exactly one ` > ` between its subject and what is wrongly said of it, "
            "as in `cache > speed up + write`"
        )
        return (), ()
    subject, said = (" ".join(part) for part in parts)
    return parse_ways(subject, complain), parse_ideas(said, complain)


def _split(words: list[str], sign: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == sign:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _idea(words: list[str], complain: Complain) -> Idea:
    ways = [_way(" ".join(part), complain) for part in _split(words, "|")]
    return tuple(way for way in ways if way)


def _way(text: str, complain: Complain) -> Way | None:
    text = text.translate(_QUOTES)
    bare = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if '"' in bare:
        complain(
            f"a quotation mark is missing or misplaced in {text}; put them around the whole way, "
            'as in "feature store"'
        )
        return None
    words = bare.split()
    if not words:
        complain(
            "a way to say it is empty; write words on both sides of every ` + `, ` | ` and ` > `"
        )
        return None
    if len(words) > MAX_WORDS:
        complain(
            f"“{bare}” has {len(words)} words, a way to say something has at most {MAX_WORDS}; "
            "split it into ideas with ` + `, or write it as *Said:*"
        )
        return None
    return Way(" ".join(words), literal=bare is not text)
