"""Find what an answer says: where the ideas of a group meet, where a misconception is stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.scoring.compiled import (
    CompiledClaim,
    CompiledGroup,
    CompiledMisconception,
    CompiledPoint,
    Ids,
)
from content.scoring.lexicon import Lexicon, Occurrence, Reading
from content.scoring.text import Token, tokenize
from content.scoring.words import NOT

NEAR = 9
"""Ideas that meet within so many words belong together without doubt."""
FAR = 24
"""Ideas further apart do not meet."""
NEGATION_REACH = 5
"""A negation turns around what is said within so many words after it."""
REJECTION_REACH = 8
"""A word such as "pointless" turns down so many words before it."""
PRONOUNS = frozenset("it this that they these those which he she its their".split())
REJECTIONS = frozenset(
    """counterproductive unnecessary redundant discouraged pointless useless harmful superfluous
    irrelevant obsolete needless impossible forbidden""".split()
)
"""Words that turn down what the segment says before them."""
LINKS = frozenset("and so because".split())
"""A negation does not reach beyond these."""
NOT_EXCLUSIVE = frozenset("only just merely simply necessarily".split())
"""'Not only' does not deny anything."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, read: its words, what each may stand for, and where each way is said."""

    text: str
    tokens: list[Token]
    readings: list[list[Reading]]
    found: dict[int, list[Occurrence]]
    denied: dict[int, int]
    """Words that a negation turns around: index of the word -> index of the negation."""
    bounds: list[tuple[int, int]]
    """Per sentence: indices of its first and last token."""
    context: list[int]
    """Per sentence: the sentence that it leans on, or itself."""
    stems: list[frozenset[str]]
    """Per sentence: the stems of its words, misspelt ones corrected."""

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> Said:
        """Read an answer once, for all key points."""
        tokens = tokenize(text, lexicon.language)
        readings = lexicon.readings(tokens)
        found = lexicon.find(tokens, readings)
        bounds = _bounds(tokens)
        return cls(
            text=text,
            tokens=tokens,
            readings=readings,
            found=found,
            denied=_denied(tokens, readings),
            bounds=bounds,
            context=_context(text, tokens, bounds),
            stems=[
                frozenset(stem for i in range(a, b + 1) for stem, _ in readings[i])
                for a, b in bounds
            ],
        )

    def explained(self, place: Occurrence, words: Mapping[str, float]) -> float:
        """Return how much of the weight of some words stands around a place, beside it; 0 to 1."""
        sentence = self.tokens[place[0]].sentence
        near = self.stems[sentence] | self.stems[self.context[sentence]]
        own = {self.tokens[i].stem for i in range(place[0], place[1] + 1)}
        total = sum(w for stem, w in words.items() if stem not in own)
        there = sum(w for stem, w in words.items() if stem in near and stem not in own)
        return there / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the ideas of a group meet, and how well: 0 to 1."""

    quality: float
    places: tuple[Occurrence, ...]
    denied: bool


def _bounds(tokens: list[Token]) -> list[tuple[int, int]]:
    if not tokens:
        return []
    bounds = []
    begin = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].sentence != tokens[begin].sentence:
            bounds.append((begin, i - 1))
            begin = i
    return bounds


def _context(text: str, tokens: list[Token], bounds: list[tuple[int, int]]) -> list[int]:
    """Return for each sentence which earlier one it leans on: a heading, or what "it" refers to."""
    context = []
    heading = -1
    for number, (first, last) in enumerate(bounds):
        before = text[tokens[first - 1].end : tokens[first].start] if first else ""
        after = text[tokens[last].end : tokens[last].end + 3]
        own = number
        if "\n\n" in before:
            heading = -1
        words = [tokens[i].word for i in range(first, min(first + 3, last + 1))]
        if heading >= 0 and "\n" in before:
            own = heading
        elif number and not PRONOUNS.isdisjoint(words[:2]):
            own = number - 1
        if after.lstrip(" *_`").startswith(":") and last - first < 8:
            heading, own = number, number
        context.append(own)
    return context


def _denied(tokens: list[Token], readings: list[list[Reading]]) -> dict[int, int]:
    """Return the words within the reach of a negation, each with the negation."""
    denied: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if any(stem == NOT for stem, _ in readings[i]):
            denied.update(dict.fromkeys(_turned_around(tokens, i), i))
        elif token.word in REJECTIONS and i not in denied:
            for j in _turned_down(tokens, i):
                denied.setdefault(j, i)
    return denied


def _turned_around(tokens: list[Token], negation: int) -> Iterator[int]:
    """Yield the words after a negation that it is about."""
    of_all = _of_all(tokens, negation)
    if negation + 1 < len(tokens) and tokens[negation + 1].word in NOT_EXCLUSIVE:
        return
    for j in range(negation + 1, len(tokens)):
        token = tokens[j]
        if token.sentence != tokens[negation].sentence:
            return
        ends = token.segment != tokens[negation].segment or token.word in LINKS
        if not of_all and (ends or j - negation >= NEGATION_REACH):
            return
        yield j


def _turned_down(tokens: list[Token], rejection: int) -> Iterator[int]:
    """Yield the words of the segment before a word such as "pointless"."""
    for j in range(rejection - 1, max(-1, rejection - 1 - REJECTION_REACH), -1):
        if tokens[j].segment != tokens[rejection].segment:
            return
        yield j


def _of_all(tokens: list[Token], negation: int) -> bool:
    """Whether a negation turns around the whole sentence: "it is not true that …"."""
    words = {token.word for token in tokens[negation + 1 : negation + 4]}
    return not words.isdisjoint({"true", "case", "correct", "right"}) and "that" in {
        token.word for token in tokens[negation + 1 : negation + 5]
    }


def meet(group: CompiledGroup, said: Said) -> Meeting | None:
    """Return the best place where all ideas of a group meet, if there is one."""
    places = []
    for idea in group.ideas:
        spots = _spots(idea, said)
        if not spots:
            return None
        places.append(spots)
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


def _spots(idea: Ids, said: Said) -> list[Occurrence]:
    found = said.found
    if len(idea) < len(found):
        ids = [number for number in idea if number in found]
    else:
        ids = [number for number in found if number in idea]
    if len(ids) == 1:
        return found[ids[0]]
    return sorted({spot for number in ids for spot in found[number]})


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


def claimed(misconception: CompiledMisconception, said: Said) -> Occurrence | None:
    """Return where a misconception is stated, if it is."""
    for claim in misconception.claims:
        place = _stated(claim, misconception.unless, said)
        if place is not None:
            return place
    return None


def _stated(claim: CompiledClaim, unless: Ids, said: Said) -> Occurrence | None:
    tokens = said.tokens
    ideas = [_spots(idea, said) for idea in claim.ideas]
    if not all(ideas):
        return None
    excuses = _spots(unless, said)
    for subject in _spots(claim.subject, said):
        segment = tokens[subject[0]].segment
        places = [subject]
        for spots in ideas:
            spot = _next(subject, spots, segment, said)
            if spot is None:
                break
            places.append(spot)
        else:
            if not is_denied(places, said) and not _excused(excuses, places, segment, said):
                return (subject[0], max(last for _, last in places))
    return None


def _excused(excuses: list[Occurrence], places: list[Occurrence], segment: int, said: Said) -> bool:
    """Whether the segment holds a word that makes it harmless, beside the claim's own words."""
    own = {i for first, last in places for i in range(first, last + 1)}
    return any(
        said.tokens[first].segment == segment and own.isdisjoint(range(first, last + 1))
        for first, last in excuses
    )


def _next(
    subject: Occurrence, spots: list[Occurrence], segment: int, said: Said
) -> Occurrence | None:
    """Return the first place after a subject, in its segment and in reach."""
    for spot in spots:
        after = spot[0] - subject[1]
        if 0 < after <= CLAIM_REACH and said.tokens[spot[1]].segment == segment:
            return spot
    return None


CLAIM_REACH = 14
"""The ideas of a claim follow its subject within so many words."""


class WordIndex:
    """Where each stem of an answer stands, and each thesaurus group; for points without groups."""

    def __init__(self, said: Said, lexicon: Lexicon) -> None:
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._groups: dict[int, list[int]] = defaultdict(list)
        self._said = said
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
