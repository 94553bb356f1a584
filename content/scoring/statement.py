"""Whether an answer really states what its words say, or denies, doubts, reports or lists it."""

from __future__ import annotations

from collections.abc import Sequence

from content.scoring.cues import (
    ADVERBS,
    APPROVAL_REACH,
    APPROVALS,
    ARTICLES,
    AS_IF,
    ASIDE,
    COMPARING,
    DOUBTS,
    ELSE,
    IMPLIES,
    JOINING,
    LACKING,
    LOOKS,
    NEEDS,
    NO_PRACTICE,
    RELATIVES,
    REPORT,
    SUPPLEMENTS,
    VERB_SIGNS,
    WARNING_REACH,
    WARNINGS,
    WITHOUT_OBJECT,
)
from content.scoring.lexicon import Occurrence
from content.scoring.match import is_denied
from content.scoring.reading import Said
from content.scoring.text import Token
from content.scoring.words import (
    AUXILIARIES,
    CLAUSE_OPENERS,
    DETERMINERS,
    NOT,
    NOT_EXCLUSIVE,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)


def states(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether the answer states what stands in some places: a subject, then what is said of it."""
    return not (
        is_denied(places, said)
        or _doubted(said, places)
        or _loose_negation(said, places)
        or _other_object(said, places)
        or _listed(said, places)
        or _aside(said, places[0][0])
        or _premise(said, places)
        or _of_another_subject(said, places)
        or _limited(said, places)
        or _reported(said, places)
        or _warned_of(said, places)
        or _in_relative_clause(said, places)
        or _only_named(said, places)
    )


def _own(places: Sequence[Occurrence]) -> set[int]:
    return {i for first, last in places for i in range(first, last + 1)}


def _end(places: Sequence[Occurrence]) -> int:
    return max(last for _, last in places)


def _negates(said: Said, i: int) -> bool:
    return any(stem == NOT for stem, _ in said.readings[i])


def _doubted(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether a word among them takes it back, or leaves it open."""
    tokens, own = said.tokens, _own(places)
    between = range(places[0][1] + 1, _end(places))
    too = next((i for i in between if tokens[i].word == "too" and i not in own), None)
    if too is not None and any(tokens[i].word == "to" for i in between if i > too):
        return True  # too small to matter
    if any(_negates(said, i) and _word(said, i + 1) in IMPLIES for i in own):
        return True
    return any(_takes_back(said, i, own) for i in range(places[0][0], _end(places)) if i not in own)


def _takes_back(said: Said, i: int, own: set[int]) -> bool:
    """Whether a word beside the claim's own takes it back."""
    word, following = said.tokens[i].word, _word(said, i + 1)
    if word == "as":
        return following in AS_IF
    if word in LOOKS:
        return following not in PREPOSITIONS
    if following in NOT_EXCLUSIVE and i + 1 not in own:
        return False
    return word in DOUBTS or _negates(said, i)


def _word(said: Said, i: int) -> str:
    """Return a word, or nothing after the last."""
    return said.tokens[i].word if i < len(said.tokens) else ""


def _limited(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether its sentence goes on with what it leaves out: "..., but not", "..., it also"."""
    tokens, last = said.tokens, _end(places)
    for i in range(last + 1, said.bounds[tokens[last].sentence][1]):
        word, following = tokens[i].word, tokens[i + 1].word
        adds = word == "also" and following not in CLAUSE_OPENERS
        if adds or (word == "but" and following in SUPPLEMENTS):
            return True
    return False


def _in_relative_clause(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether it only tells which one is meant: "a function that scales without limit can ..."."""
    tokens, following = said.tokens, places[0][1] + 1
    if following >= len(tokens) or tokens[following].word not in RELATIVES:
        return False
    return any(_verb(said, i) for i in _after(said, _end(places)))


def _only_named(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether it is a practice, the subject of a clause that does not approve of it.

    "Stopping as soon as it is significant leads to false wins", but not "... is fine".
    """
    tokens, last = said.tokens, _end(places)
    begin = _begin(said, places[0][0])
    word = tokens[begin].word
    if len(word) < 5 or not word.endswith("ing") or word in NO_PRACTICE:
        return False
    if any(_verb(said, i) for i in range(begin, last + 1)):
        return False
    rest = _after(said, last)
    verb = next((i for i in rest if _verb(said, i)), None)
    if verb is None:
        return False
    judged = {tokens[i].word for i in rest if i < verb + APPROVAL_REACH}
    return APPROVALS.isdisjoint(judged)


def _after(said: Said, last: int) -> list[int]:
    """Return the words of a segment that follow one of its words."""
    tokens = said.tokens
    follow = range(last + 1, len(tokens))
    return [i for i in follow if tokens[i].segment == tokens[last].segment]


def _verb(said: Said, i: int) -> bool:
    """Whether a word must be the verb of its clause, as far as that can be seen."""
    token = said.tokens[i]
    return _finite(token) or token.word in VERB_SIGNS or _negates(said, i)


def _loose_negation(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether a mere "not" among the places turns around something else."""
    own, predicate = _own(places), _own(places[1:])
    return any(
        _negates(said, first)
        and first - 1 not in predicate
        and not any(said.denied.get(i) == first for i in own if i > last)
        for first, last in places[1:]
        if last == first
    )


def _other_object(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether "does not need" goes on with something else that is not needed."""
    tokens = said.tokens
    for first, last in places[1:]:
        if tokens[last].word not in NEEDS or not any(_negates(said, i) for i in range(first, last)):
            continue
        following = _following(tokens, last)
        if any(last < start <= last + 3 for start, _ in places):
            continue
        if following and following not in WITHOUT_OBJECT:
            return True
    return False


def _following(tokens: list[Token], i: int) -> str:
    """Return the next word of the segment, or nothing."""
    if i + 1 < len(tokens) and tokens[i + 1].segment == tokens[i].segment:
        return tokens[i + 1].word
    return ""


def _listed(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether subject and idea are merely named side by side: "rollback or retraining"."""
    tokens, before = said.tokens, places[0][1]
    after = min(first for first, _ in places[1:])
    between = {tokens[i].word for i in range(before + 1, after)}
    if between & JOINING:
        return between <= JOINING | DETERMINERS
    if between:
        return False
    return "/" in said.text[tokens[before].end : tokens[after].start]


def _begin(said: Said, i: int) -> int:
    """Return the first word of a word's segment."""
    while i and said.tokens[i - 1].segment == said.tokens[i].segment:
        i -= 1
    return i


def _aside(said: Said, subject: int) -> bool:
    """Whether a preposition within the clause makes the subject a mere place, means or measure."""
    tokens, i = said.tokens, subject - 1
    while i > 0 and tokens[i].word in DETERMINERS:
        i -= 1
    if i >= 0 and tokens[i].word in COMPARING:
        return True
    if i < 1 or tokens[i].word not in ASIDE:
        return False
    begin = _begin(said, subject)
    return any(_finite(token) or token.stem in VERBS for token in tokens[begin:i])


def _premise(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether it stands in an if-clause, which only supposes it, or tells what comes of a lack."""
    tokens = said.tokens
    first, last = places[0][0], _end(places)
    begin = _begin(said, first)
    head = tokens[said.bounds[tokens[first].sentence][0]]
    if tokens[begin].word in ELSE or head.word in LACKING:
        return True
    supposed = any(token.word in {"if", "unless", "whether"} for token in tokens[begin:first])
    goes_on = any(
        t.sentence == tokens[last].sentence and t.segment != tokens[last].segment
        for t in tokens[last + 1 : last + 12]
    )
    return supposed and goes_on and all(token.word != "then" for token in tokens[begin:last])


def _of_another_subject(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether an "and" begins a clause with a subject of its own before the last idea.

    "Canary is gradual and blue-green (is) an instant switch" does not call canary instant.
    """
    tokens, own, last = said.tokens, _own(places), _end(places)
    verb = False
    for i in range(places[0][1] + 1, last):
        if tokens[i].word not in JOINING or i in own:
            opens = tokens[i].word in CLAUSE_OPENERS or tokens[i].word == "that"
            verb = not opens and (verb or _finite(tokens[i]))
            continue
        following = tokens[i + 1]
        same = _finite(following) or following.word in PRONOUNS | ADVERBS
        if not verb or same or i + 1 in own:
            continue
        names = following.word not in DETERMINERS and not following.word.endswith("ing")
        if names and tokens[i + 2].word in ARTICLES:  # the verb is left out the second time
            return True
        if i + 2 not in own and any(_finite(tokens[k]) for k in range(i + 2, last + 1)):
            return True
    return False


def _finite(token: Token) -> bool:
    """Whether a word must be the verb of its clause: "is", "can", "keeps"."""
    inflected = token.stem in VERBS and token.word.endswith("s") and token.word != token.stem
    return token.word in AUXILIARIES or inflected


def _warned_of(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether the segment goes on with what is bad about it: "... would be wrong"."""
    own, last = _own(places), _end(places)
    for i in range(last + 1, min(last + 1 + WARNING_REACH, len(said.tokens))):
        if said.tokens[i].segment != said.tokens[last].segment:
            return False
        if said.tokens[i].word in WARNINGS and i not in own and i not in said.denied:
            return True
    return False


def _reported(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether its sentence calls it a mistake, or puts it into the mouths of others."""
    first, last = said.bounds[said.tokens[places[0][0]].sentence]
    return bool(REPORT.search(said.text[said.tokens[first].start : said.tokens[last].end]))
