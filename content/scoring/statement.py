"""Whether an answer really states what its words say, or denies, doubts, reports or lists it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    PRONOUNS,
    VERBS,
)

DOUBTS = frozenset(
    """hardly barely rarely seldom scarcely nobody nothing little neither might sometimes perhaps
    probably""".split()
)
"""Words that take back, or leave open, what is said around them."""
NEEDS = frozenset("need needs needing require requires requiring".split())
"""Verbs whose object is what is needed; "needed" and "required" are said of their subject."""
WITHOUT_OBJECT = frozenset(
    """in on at by with though when if because as since until unless while here once after before
    during and or any anymore""".split()
)
"""Words after "need" that are no object."""
ASIDE = frozenset(
    """from into onto at after before by than between among against via through during toward over
    under per beyond""".split()
)
"""Prepositions whose noun, behind a verb, is not what the sentence is about."""
COMPARING = frozenset("than unlike versus vs".split())
"""Words whose noun is what the sentence's own subject is compared with."""
WARNINGS = frozenset(
    """wrong mistake mistakes risky dangerous problematic misleading insufficient inadequate naive
    unsafe reckless inflates contaminates biased invalid""".split()
)
"""Words that warn of what the segment says before them."""
WARNING_REACH = 8
RELATIVES = frozenset("that which who".split())
VERB_SIGNS = frozenset(
    "can could may might will would must should leads causes becomes makes means gives".split()
)
"""Words by which the verb of a clause is known, beside those that `_finite` knows."""
APPROVALS = frozenset(
    """fine ok okay good right best correct enough safe recommended saves save sufficient better
    ideal necessary needed useful works work avoids guarantees guarantee ensures ensure always easy
    normal standard allowed advantage helps improves makes legal proves means""".split()
)
"""Words by which a practice that was only named is called right after all."""
APPROVAL_REACH = 6
NO_PRACTICE = frozenset(
    "during according regarding nothing everything anything something thing string".split()
)
"""Words with -ing that name nothing that people do."""
ELSE = frozenset("else otherwise".split())
"""Words that begin what would happen if the advice before were not followed."""
JOINING = frozenset("and or".split())
ADVERBS = frozenset("not never always also then so thus therefore hence".split())
_REPORT = re.compile(
    r"\b(?:a|common|classic|typical|big|frequent) (?:\w+ )?(?:mistake|myth|misconception"
    r"|fallacy|pitfall|trap|misunderstanding)\b"
    r"|\b(?:mistake|myth|misconception|fallacy|pitfall|trap|misunderstanding)s? (?:is|are)\b"
    r"|\bbad (?:idea|practice)\b|\banti-?pattern\b"
    r"|\b(?:people|many|some|everyone|beginners|teams|juniors|others) "
    r"(?:often |still |usually |sometimes |wrongly )?(?:think|believe|assume|say|claim)\b"
    r"|\b(?:wrong|dangerous|risky|naive|tempting|careless) to\b|\bwrongly\b",
    re.IGNORECASE,
)
"""How people mark what they go on to warn of."""


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
    for i in range(places[0][0], _end(places)):
        doubted = tokens[i].word in DOUBTS or _negates(said, i)
        if doubted and i not in own and tokens[i + 1].word not in NOT_EXCLUSIVE:
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
    if between:
        return between <= JOINING
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
    """Whether it stands in an if-clause, which only supposes it."""
    tokens = said.tokens
    first, last = places[0][0], _end(places)
    begin = _begin(said, first)
    if tokens[begin].word in ELSE:
        return True
    supposed = any(token.word in {"if", "unless", "whether"} for token in tokens[begin:first])
    goes_on = any(
        t.sentence == tokens[last].sentence and t.segment != tokens[last].segment
        for t in tokens[last + 1 : last + 12]
    )
    return supposed and goes_on and all(token.word != "then" for token in tokens[begin:last])


def _of_another_subject(said: Said, places: Sequence[Occurrence]) -> bool:
    """Whether an "and" begins a clause with a subject of its own before the last idea.

    "Canary is gradual and blue-green is instant" does not say that canary is instant.
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
        if not verb or same or not own.isdisjoint((i + 1, i + 2)):
            continue
        if any(_finite(tokens[k]) for k in range(i + 2, last + 1)):
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
    return bool(_REPORT.search(said.text[said.tokens[first].start : said.tokens[last].end]))
