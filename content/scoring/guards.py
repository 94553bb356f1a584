"""What is wrong with an answer as a whole, whatever it covers.

Each guard returns a note with a plain reason and a factor for the score where it strikes, and None
where it does not. None of them looks at single key points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from content.scoring.compiled import CompiledQuestion
from content.scoring.lexicon import Lexicon
from content.scoring.parameters import Parameters
from content.scoring.reading import Said
from content.scoring.receipt import Flag, Note, Span
from content.scoring.remarks import ADMISSION, INSTRUCTION
from content.scoring.text import Token
from content.scoring.words import (
    AFTER_DETERMINER,
    AFTER_PREPOSITION,
    DETERMINERS,
    NOT,
    PREPOSITIONS,
    VERBS,
)

SHINGLE = 6
"""So many words in a row, the same as in a reference, are no coincidence."""


# "I don't know"


def dont_know(said: Said, coverage: float, p: Parameters) -> Note | None:
    """Strike where somebody admits not to know and then says little that counts."""
    match = ADMISSION.search(said.text)
    if match is None:
        return None
    count = sum(1 for _ in ADMISSION.finditer(said.text))
    density = count / max(1.0, len(said.tokens) / 25)
    if coverage >= (p.admission_coverage if density < 1.0 else 2 * p.admission_coverage):
        return None
    reason = "You say that you do not know, and little follows that answers the question."
    where = (_span(said.text, match.start(), match.end()),)
    return Note(Flag.DONT_KNOW, reason, where, p.admission_factor)


def instruction(said: Said) -> Note | None:
    """Point out where the answer talks to whoever grades it; that changes nothing."""
    match = INSTRUCTION.search(said.text)
    if match is None:
        return None
    reason = "Part of this speaks to the grader instead of answering. It has no effect."
    return Note(Flag.INSTRUCTION, reason, (_span(said.text, match.start(), match.end()),))


# Words without statements

_CONNECTOR = re.compile(r"[:=()\u2192]|->|\bvs\b|\bnot\b", re.IGNORECASE)
_PIECE = re.compile(r"[,;.\n|/\u2022]|\band\b|\s-\s", re.IGNORECASE)


def bareness(said: Said) -> float:
    """Return the share of words in pieces that state nothing: bare nouns, one after the other."""
    bare = total = 0
    for piece, tokens in _pieces(said):
        total += len(tokens)
        if not _states(piece, tokens):
            bare += len(tokens)
    return bare / total if total else 0.0


def _pieces(said: Said) -> Iterable[tuple[str, list[Token]]]:
    """Yield the pieces between commas, stops and "and", without the items of a list.

    What follows a colon, up to LIST_ITEMS pieces, says something about what stands before it.
    """
    text, tokens = said.text, said.tokens
    piece: list[Token] = []
    items = 0
    for i, token in enumerate(tokens):
        between = text[tokens[i - 1].end : token.start] if i else ""
        ends = between != " " and _PIECE.search(between)
        if piece and (ends or token.word == "and"):
            stated = text[piece[0].start : token.start]
            items = LIST_ITEMS if ":" in between else items - 1
            yield ("=" + stated if items > 0 else stated), piece
            piece = []
        piece.append(token)
    if piece:
        stated = text[piece[0].start :]
        yield ("=" + stated if items > 1 else stated), piece


LIST_ITEMS = 7
"""So many pieces after a colon may be bare."""


def _states(piece: str, tokens: list[Token]) -> bool:
    """Whether a piece may be a statement: it has a connector, grammar, or a verb among nouns."""
    if _CONNECTOR.search(piece):
        return True
    functions = sum(token.function for token in tokens)
    if len(tokens) > LONG_PIECE:
        return functions >= len(tokens) / 10
    if functions >= 2 or (functions and len(tokens) <= 3):
        return True
    inflected = any(
        t.stem in VERBS and (t.word != t.stem or i > 0) and not t.function
        for i, t in enumerate(tokens)
    )
    return inflected and len(tokens) >= 3


LONG_PIECE = 7
"""Longer pieces than this are judged by their grammatical words alone."""


def disorder(said: Said, terms: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Return how many grammatical words stand where none can, and how many could have.

    In English hardly anything but an adjective or a noun follows "the", and no verb follows "of".
    Shuffled words break this about one time in four, people about one time in fifty. `terms` are
    grammatical words that the question talks about ("a while loop"), which prove nothing.
    """
    wrong = chances = 0
    tokens = said.tokens
    for i, token in enumerate(tokens):
        if said.text[token.start] == "A" and i and tokens[i - 1].sentence == token.sentence:
            continue  # "event A", "vitamin A"
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is not None and following.word in terms:
            continue
        ends = following is None or following.segment != token.segment
        if token.word in DETERMINERS:
            chances += 1
            wrong += ends or (following is not None and following.word in AFTER_DETERMINER)
        elif token.word in PREPOSITIONS and not ends:
            chances += 1
            wrong += following is not None and following.word in AFTER_PREPOSITION
    return wrong, chances


def stuffing(said: Said, question: CompiledQuestion, p: Parameters) -> Note | None:
    """Strike where words of the field are piled up without saying anything."""
    if len(said.tokens) < p.soup_min_words:
        return None
    bare = bareness(said)
    wrong, chances = disorder(said, question.prompt_joints)
    rate = (wrong - 1) / (chances + p.disorder_prior)
    by_soup = _ramp(bare, p.soup_from, p.soup_to)
    by_disorder = _ramp(rate, p.disorder_from, p.disorder_to)
    strength = max(by_soup, by_disorder)
    if strength <= 0:
        return None
    reason = (
        "This is mostly a list of terms; say what they do and how they hang together."
        if by_soup >= by_disorder
        else "The words do not form sentences; say it in clauses."
    )
    return Note(Flag.STUFFING, reason, factor=1.0 - (1.0 - p.soup_factor) * strength)


# Text from somewhere else


def echo(said: Said, question: CompiledQuestion, p: Parameters) -> Note | None:
    """Strike where the answer says little but the question's own words."""
    content = [t for t in said.tokens if not t.function]
    if not content:
        return None
    new = [t for t in content if t.stem not in question.prompt_stems]
    if len(new) > p.echo_new * len(content) or any(t.stem in question.stems for t in new):
        return None
    pairs = list(pairwise(t.stem for t in content))
    if sum(pair in question.prompt_pairs for pair in pairs) < p.echo_pairs * len(pairs):
        return None
    reason = "This mostly repeats the question and adds little to it."
    return Note(Flag.ECHO, reason, factor=p.echo_factor)


def shingles(stems: list[str]) -> set[int]:
    """Return the hashes of all runs of SHINGLE stems."""
    return {hash(tuple(stems[i : i + SHINGLE])) for i in range(len(stems) - SHINGLE + 1)}


def copied(said: Said, own: int, references: Mapping[int, frozenset[int]]) -> Counter[int]:
    """Return how many words of the answer stand in runs copied from each reference, by number.

    A run that the question's own reference has too counts for that one alone.
    """
    stems = [t.stem for t in said.tokens]
    marked: dict[int, set[int]] = {}
    for i in range(len(stems) - SHINGLE + 1):
        sources = references.get(hash(tuple(stems[i : i + SHINGLE])), frozenset())
        for number in sources & {own} or sources:
            marked.setdefault(number, set()).update(range(i, i + SHINGLE))
    return Counter({number: len(words) for number, words in marked.items()})


def paste_and_dump(
    said: Said, own: int, references: Mapping[int, frozenset[int]], p: Parameters
) -> list[Note]:
    """Strike where long runs stand word for word in a reference: of this question, or of others."""
    total = len(said.tokens)
    if total < 2 * SHINGLE:
        return []
    counts = copied(said, own, references)
    notes = []
    if counts[own] / total >= p.paste_share:
        reason = "Much of this is the reference answer, word for word."
        notes.append(Note(Flag.PASTE, reason))
    others = sum(words for number, words in counts.items() if number != own)
    foreign = min(1.0, others / total)
    if foreign >= p.dump_share:
        reason = "Much of this is copied from reference answers to other questions."
        factor = max(p.dump_floor, 1.0 - p.dump_slope * foreign)
        notes.append(Note(Flag.DUMP, reason, factor=factor))
    return notes


def sprawl(said: Said, useful: int, p: Parameters) -> Note | None:
    """Strike where a very long text touches the question only here and there."""
    words = len(said.tokens)
    if words < p.sprawl_words:
        return None
    share = useful / max(1, len(said.bounds))
    strength = 1.0 - _ramp(share, p.sprawl_from, p.sprawl_to)
    if strength <= 0:
        return None
    reason = "A long text of which only a small part is about this question."
    return Note(Flag.DUMP, reason, factor=1.0 - (1.0 - p.sprawl_factor) * strength)


def contradiction(said: Said, p: Parameters) -> Note | None:
    """Strike where nearly every sentence denies something, as nobody does who explains."""
    if len(said.bounds) < p.contradiction_sentences:
        return None
    denying = sum(
        any(NOT in {stem for stem, _ in said.readings[i]} for i in range(first, last + 1))
        for first, last in said.bounds
    )
    strength = _ramp(denying / len(said.bounds), p.contradiction_from, p.contradiction_to)
    if strength <= 0:
        return None
    reason = "Nearly every sentence says that something is not so; say what is."
    return Note(Flag.NEGATION, reason, factor=1.0 - (1.0 - p.contradiction_factor) * strength)


def repetition(said: Said) -> Note | None:
    """Point out sentences that come again; they earn nothing the second time anyway."""
    seen: set[tuple[str, ...]] = set()
    repeated = 0
    for first, last in said.bounds:
        stems = tuple(t.stem for t in said.tokens[first : last + 1])
        if len(stems) >= 4 and stems in seen:
            repeated += 1
        seen.add(stems)
    if repeated < 2:
        return None
    return Note(Flag.REPETITION, "Sentences that come again count once.")


def no_language(said: Said, lexicon: Lexicon, p: Parameters) -> Note | None:
    """Strike where hardly any word is one that the pack or the language knows."""
    if not said.tokens:
        return Note(Flag.EMPTY, "There are no words in this answer.", factor=0.0)
    known = sum(t.function or lexicon.known(t.word) for t in said.tokens)
    if known / len(said.tokens) >= p.known_share:
        return None
    reason = "Hardly any word of this belongs to the language or the subject of the question."
    return Note(Flag.NO_LANGUAGE, reason, factor=0.0)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])
