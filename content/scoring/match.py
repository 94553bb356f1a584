"""Find what an answer says: where the ideas of a group meet, and which words of a point it uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.scoring.compiled import CompiledGroup, CompiledPoint, Ids
from content.scoring.lexicon import Lexicon, Occurrence
from content.scoring.reading import Said

NEAR = 9
"""Ideas that meet within so many words belong together without doubt."""
FAR = 24
"""Ideas further apart do not meet."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the ideas of a group meet, and how well: 0 to 1."""

    quality: float
    places: tuple[Occurrence, ...]
    denied: bool


def meet(group: CompiledGroup, said: Said) -> Meeting | None:
    """Return the best place where all ideas of a group meet, if there is one."""
    ways = said.ways
    for idea in group.ideas:
        if idea.isdisjoint(ways):
            return None
    places = [spots_of(idea, said) for idea in group.ideas]
    best: Meeting | None = None
    for chosen in _windows(places, said):
        span = max(e for _, e in chosen) - min(s for s, _ in chosen) + 1
        quality = _quality(chosen, span, said)
        if group.said and quality < 1.0 and span > 2 * len(group.ideas) + 3:
            continue
        denied = is_denied(chosen, said)
        meeting = Meeting(quality, tuple(sorted(set(chosen))), denied)
        if best is None or (not meeting.denied, meeting.quality) > (not best.denied, best.quality):
            best = meeting
    return best


def is_denied(places: Iterable[Occurrence], said: Said) -> bool:
    """Whether a negation turns around what stands in some places, unless it is part of it."""
    words = {i for first, last in places for i in range(first, last + 1)}
    return any(said.denied.get(i, i) not in words for i in words)


def spots_of(idea: Ids, said: Said) -> list[Occurrence]:
    """Return where an idea is said, in any of its ways, in order."""
    ids = idea & said.ways
    if len(ids) == 1:
        return said.found[next(iter(ids))]
    return sorted({spot for number in ids for spot in said.found[number]})


def _windows(places: list[list[Occurrence]], said: Said) -> list[tuple[Occurrence, ...]]:
    """Return one choice of places per occurrence of the rarest idea, each with its nearest."""
    anchor = min(range(len(places)), key=lambda k: len(places[k]))
    windows = []
    for spot in places[anchor]:
        chosen = [spot]
        for k, spots in enumerate(places):
            if k == anchor:
                continue
            near = _nearest(spot, spots, chosen, said)
            if near is None:
                break
            chosen.append(near)
        else:
            windows.append(tuple(chosen))
    return windows


def _nearest(
    anchor: Occurrence, spots: list[Occurrence], taken: list[Occurrence], said: Said
) -> Occurrence | None:
    """Return the nearest place in reach that does not use the same words again."""
    tokens, context = said.tokens, said.context
    home = tokens[anchor[0]].sentence
    best, best_distance = None, FAR + 1
    for spot in spots:
        if any(spot[0] <= end and start <= spot[1] for start, end in taken):
            continue
        there = tokens[spot[0]].sentence
        if there != home and context[home] != there and context[there] != home:
            continue
        distance = abs(spot[0] - anchor[0])
        if there != home:
            distance = min(distance, NEAR)
        if distance < best_distance:
            best, best_distance = spot, distance
    return best


def _quality(chosen: tuple[Occurrence, ...], span: int, said: Said) -> float:
    tokens = said.tokens
    if len({tokens[start].sentence for start, _ in chosen}) > 1:
        return ACROSS
    if span <= NEAR:
        return 1.0
    return max(0.0, 1.0 - 0.6 * (span - NEAR) / (FAR - NEAR))


ACROSS = 0.8
"""What a meeting is worth whose ideas stand in a heading and its item, or before an "it"."""


class WordIndex:
    """Where each stem of an answer stands, and each thesaurus group; for points without groups."""

    def __init__(self, said: Said, lexicon: Lexicon) -> None:
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._groups: dict[int, list[int]] = defaultdict(list)
        self._lexicon = lexicon
        for i, options in enumerate(said.readings):
            for stem, _ in options:
                self._stems[stem].append(i)
                for group in lexicon.synonyms(stem):
                    self._groups[group].append(i)

    def overlap(self, point: CompiledPoint) -> tuple[float, list[int]]:
        """Return how much of a point's own words the answer says (0 to 1), and where.

        Synonyms count a little less.
        """
        total = sum(point.stems.values())
        best: dict[str, tuple[float, int]] = {}
        for stem, weight in point.stems.items():
            for i, value in self._mentions(stem, weight):
                if stem not in best or best[stem][0] < value:
                    best[stem] = (value, i)
        if not total:
            return 0.0, []
        share = sum(value for value, _ in best.values()) / total
        return min(1.0, share), sorted({i for _, i in best.values()})

    def _mentions(self, stem: str, weight: float) -> Iterator[tuple[int, float]]:
        for i in self._stems.get(stem, ()):
            yield i, weight
        for group in self._lexicon.synonyms(stem):
            for i in self._groups.get(group, ()):
                yield i, SYNONYM * weight


SYNONYM = 0.6
"""What a synonym is worth of the word itself."""
