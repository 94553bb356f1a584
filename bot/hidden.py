"""Characters that nobody sees, and that change or hide what a text says.

Zero-width blanks, overrides of the writing direction, tags that spell out hidden words, control
characters: somebody who types them wants the reader to see something else than is there. What
writing systems and emoji need stays: joiners, variation selectors, the tags of a flag.
"""

from __future__ import annotations

import re

_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNPAIRED = "\ud800-\udfff"

HIDDEN = re.compile(f"({_FLAG})|[{_CONTROLS}{_INVISIBLE}{_UNPAIRED}]")
_BREAK = re.compile("[\u2028\u2029]")
_MARKS = frozenset("\u200c\u200e\u200f\u061c")
"""What right-to-left and Persian writing is full of; harmless where nothing else is hidden."""


def dropped(text: str) -> str:
    """Return a text without its hidden characters; line breaks and tabs stay."""
    return HIDDEN.sub(lambda found: found[1] or "", _BREAK.sub("\n", text))


def spelled(text: str) -> str:
    """Return a text in which hidden characters can be seen, such as [U+202E]."""
    return HIDDEN.sub(_spell, text)


def _spell(found: re.Match[str]) -> str:
    char = found[0]
    return char if found[1] or char in _MARKS else f"[U+{ord(char):04X}]"
