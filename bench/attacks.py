"""Ways to get a score without an answer, and changes that should not matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from content.lint import reference_text
from content.model import Pack

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|will|should|must|has|have|does|do|may|could|would)\b"
)

Attack = Callable[[Pack, str, Random], str]
"""Pack, question id, chance -> a text that deserves next to nothing."""


def echo(pack: Pack, question: str, _rng: Random) -> str:
    """Return the question itself."""
    return pack.question(question).prompt


def echo_thrice(pack: Pack, question: str, rng: Random) -> str:
    """Return the question three times over."""
    return " ".join([echo(pack, question, rng)] * 3)


def empty(_pack: Pack, _question: str, _rng: Random) -> str:
    """Return nothing."""
    return " "


def dont_know(_pack: Pack, _question: str, rng: Random) -> str:
    """Return an admission."""
    return rng.choice(
        [
            "I don't know.",
            "Sorry, no idea, I have never worked with that and would have to look it up.",
            "Honestly I am not sure about this one. I think I read about it once but I cannot "
            "remember anything, so I would rather skip it and go on with the next question.",
            "idk",
        ]
    )


def another_reference(pack: Pack, question: str, rng: Random) -> str:
    """Return the reference answer of another question."""
    others = [q for q in pack.questions if q.answered and q.id != question]
    return reference_text(rng.choice(others))


def dump_of_eight(pack: Pack, question: str, rng: Random) -> str:
    """Return the question's own reference among seven others."""
    others = [another_reference(pack, question, rng) for _ in range(7)]
    texts = [*others, reference_text(pack.question(question))]
    rng.shuffle(texts)
    return "\n\n".join(texts)


def shuffled(pack: Pack, question: str, rng: Random) -> str:
    """Return the words of the reference in any order."""
    words = reference_text(pack.question(question)).split()
    rng.shuffle(words)
    return " ".join(words)


def shuffled_lines(pack: Pack, question: str, rng: Random) -> str:
    """Return the reference with the words of each line in any order."""
    lines = []
    for line in reference_text(pack.question(question)).splitlines():
        words = line.split()
        rng.shuffle(words)
        lines.append(" ".join(words))
    return "\n".join(lines)


def shuffled_bare(pack: Pack, question: str, rng: Random) -> str:
    """Return the words of the reference in any order and without any punctuation."""
    words = re.sub(r"[^\w\s]", " ", reference_text(pack.question(question))).split()
    rng.shuffle(words)
    return " ".join(words)


def negated(pack: Pack, question: str, _rng: Random) -> str:
    """Return the reference with every line turned around."""
    lines = []
    for line in reference_text(pack.question(question)).splitlines():
        if _AUXILIARY.search(line):
            lines.append(_AUXILIARY.sub(r"\1 not", line, count=1))
        elif line.strip():
            lines.append("It is not true that " + line.removeprefix("- "))
    return "\n".join(lines)


def terms(pack: Pack, question: str, _rng: Random) -> str:
    """Return the terms of all key points, separated by commas."""
    return ", ".join(point.term for point in pack.question(question).points if point.term)


ATTACKS: dict[str, Attack] = {
    "echo of the question": echo,
    "echo, three times": echo_thrice,
    "empty": empty,
    "don't know": dont_know,
    "another reference": another_reference,
    "dump of eight references": dump_of_eight,
    "shuffled reference": shuffled,
    "shuffled within lines": shuffled_lines,
    "shuffled, no punctuation": shuffled_bare,
    "negated reference": negated,
    "terms in a row": terms,
}
"""By name, as the tables show them."""


def misspell(text: str, rng: Random, *, share: float = 0.15, length: int = 6) -> str:
    """Return a text in which a share of the long words has one typing error each."""

    def spoil(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() >= share:
            return word
        i = rng.randrange(1, len(word) - 1)
        return rng.choice(
            [
                word[:i] + word[i + 1 :],
                word[:i] + word[i] + word[i:],
                word[:i] + word[i + 1] + word[i] + word[i + 2 :],
                word[:i] + rng.choice("aeiourstn") + word[i + 1 :],
            ]
        )

    return re.sub(rf"[A-Za-z]{{{length},}}", spoil, text)


def reordered(text: str, rng: Random) -> str:
    """Return a text with its sentences in another order."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    rng.shuffle(sentences)
    return " ".join(sentences)


def bulleted(text: str, _rng: Random) -> str:
    """Return a text with each sentence as a list item."""
    return "\n".join(f"- {s}" for s in re.split(r"(?<=[.!?])\s+", text.strip()))


def lowered(text: str, _rng: Random) -> str:
    """Return a text in lower case."""
    return text.lower()


CHANGES: dict[str, Callable[[str, Random], str]] = {
    "15 % of long words misspelt": misspell,
    "sentences reordered": reordered,
    "as a list": bulleted,
    "in lower case": lowered,
}
"""What must not change a score by much."""
