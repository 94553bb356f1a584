"""Which aspect the sections and key points of an answer belong to.

1. `*Aspect:*` decides by hand.
2. As many sections as aspects pair in order; the summary, which is no section here, goes to the
   first aspect.
3. Otherwise a section goes to the aspect whose words it shares most: words are stemmed, function
   words left out, and a word that several aspects have counts less. Where aspects are equally
   good, or none fits, it stays with the aspect of the section before it, or takes the first.
4. An aspect that is left with nothing takes over the single points that fit it better than their
   own aspect, as long as that one keeps a point. What is still without points then stays so: such
   an aspect is shown, and not scored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import Stemmer

from content.errors import Problems
from content.key_points import Draft

_WORD = re.compile(r"[^\W_]+")
_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do for from how in into is it its like of on or over per
        that the their them to up use vs versus what when where which why with within your you""",
    )
)
LABEL = 3.0
"""A word of a section's label says more about it than one of its points."""


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def words(text: str) -> frozenset[str]:
    """Return the stems of a text's words, function words left out."""
    found = [word for word in _WORD.findall(text.casefold()) if word not in _FUNCTION]
    return frozenset(_stemmer().stemWords(found))


class _Fit:
    """How well a bag of words fits each aspect."""

    def __init__(self, names: Sequence[str]) -> None:
        self._bags = [words(name) for name in names]
        self._spread = Counter(word for bag in self._bags for word in bag)

    def scores(self, label: str, points: str, *, weight: float = 1.0) -> list[float]:
        """Return the fit with each aspect; `weight` is what a word of the label counts.

        A word of several aspects counts as much less as there are.
        """
        first, second = words(label), words(points)
        return [
            sum((weight if word in first else 1.0) / self._spread[word] for word in sorted(shared))
            for shared in ((first | second) & own for own in self._bags)
        ]


def place(names: Sequence[str], drafts: Sequence[Draft], problems: Problems) -> list[list[int]]:
    """Return for each section the index of the aspect of each of its points."""
    fit = _Fit(names)
    homes = _sections(len(names), drafts, fit, problems)
    placed = [[home] * len(draft.points) for home, draft in zip(homes, drafts, strict=True)]
    _fill(placed, drafts, fit, len(names))
    return placed


def _sections(count: int, drafts: Sequence[Draft], fit: _Fit, problems: Problems) -> list[int]:
    paired = _paired(drafts, count)
    homes: list[int] = []
    last = 0
    for i, draft in enumerate(drafts):
        by_hand = _by_hand(draft, count, problems)
        if by_hand is not None:
            home = by_hand
        elif draft.summary:
            home = 0
        elif i in paired:
            home = paired[i]
        else:
            home = _best(fit.scores(draft.label, _points(draft), weight=LABEL), last)
        if not draft.summary:
            last = home
        homes.append(home)
    return homes


def _paired(drafts: Sequence[Draft], count: int) -> dict[int, int]:
    """Pair sections with aspects in order if there are as many: all, or those with a label."""
    sections = [i for i, draft in enumerate(drafts) if not draft.summary]
    labelled = [i for i in sections if drafts[i].label]
    for some in (sections, labelled):
        if len(some) == count:
            return {i: aspect for aspect, i in enumerate(some)}
    return {}


def _by_hand(draft: Draft, count: int, problems: Problems) -> int | None:
    if draft.aspect is None or draft.aspect_source is None:
        return None
    if draft.aspect <= count:
        return draft.aspect - 1
    problems.add(
        draft.aspect_source,
        f"there is no aspect {draft.aspect}; the question has {count}, counted from 1",
    )
    return None


def _points(draft: Draft) -> str:
    return " ".join(point.text for point in draft.points)


def _best(scores: Sequence[float], last: int) -> int:
    """Return the best aspect, the last one where it is among the best or none fits."""
    top = max(scores)
    return last if scores[last] == top else scores.index(top)


def _fill(placed: list[list[int]], drafts: Sequence[Draft], fit: _Fit, count: int) -> None:
    """Move points that fit an empty aspect better than their own."""
    held = Counter(home for homes in placed for home in homes)
    empty = [aspect for aspect in range(count) if not held[aspect]]
    if not empty:
        return
    for homes, draft in zip(placed, drafts, strict=True):
        if draft.summary or draft.aspect is not None:
            continue
        for i, point in enumerate(draft.points):
            scores = fit.scores(draft.label, point.text)
            target = max(empty, key=scores.__getitem__, default=homes[i])
            if scores[target] > scores[homes[i]] and held[homes[i]] > 1:
                held[homes[i]] -= 1
                held[target] += 1
                homes[i] = target
