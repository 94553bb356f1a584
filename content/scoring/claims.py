"""Find where an answer states a misconception."""

from __future__ import annotations

from content.scoring.compiled import CompiledClaim, CompiledMisconception, Ids
from content.scoring.lexicon import Occurrence
from content.scoring.match import spots_of
from content.scoring.reading import Said
from content.scoring.statement import states


def claimed(misconception: CompiledMisconception, said: Said) -> Occurrence | None:
    """Return where a misconception is stated, if it is."""
    if misconception.needed.isdisjoint(said.ways):
        return None
    for claim in misconception.claims:
        place = _stated(claim, misconception.unless, said)
        if place is not None:
            return place
    return None


def _stated(claim: CompiledClaim, unless: Ids, said: Said) -> Occurrence | None:
    ways = said.ways
    for idea in (claim.subject, *claim.ideas):
        if idea.isdisjoint(ways):
            return None
    ideas = [spots_of(idea, said) for idea in claim.ideas]
    for subject in spots_of(claim.subject, said):
        places = _following(subject, ideas, said)
        if places and states(said, places) and not _excused(unless, places, said):
            return (subject[0], max(last for _, last in places))
    return None


def _following(
    subject: Occurrence, ideas: list[list[Occurrence]], said: Said
) -> list[Occurrence] | None:
    """Return a subject and the first place of each idea after it, if all are in reach."""
    segment = said.tokens[subject[0]].segment
    places = [subject]
    for spots in ideas:
        spot = _next(subject, spots, segment, said)
        if spot is None:
            return None
        places.append(spot)
    return places


def _excused(unless: Ids, places: list[Occurrence], said: Said) -> bool:
    """Whether a word beside the claim's own makes it harmless, near it in the same segment."""
    segment = said.tokens[places[0][0]].segment
    own = {i for first, last in places for i in range(first, last + 1)}
    begin, end = min(own) - EXCUSE_REACH, max(own) + EXCUSE_REACH
    return any(
        begin <= first
        and last <= end
        and said.tokens[first].segment == segment
        and own.isdisjoint(range(first, last + 1))
        for first, last in spots_of(unless, said)
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


CLAIM_REACH = 18
"""The ideas of a claim follow its subject within so many words."""
EXCUSE_REACH = 6
"""What makes a claim harmless stands within so many words before or after it."""
