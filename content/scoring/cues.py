"""Words by which an answer shows whether it states something, or denies, doubts or reports it."""

from __future__ import annotations

import re

DOUBTS = frozenset(
    """hardly barely rarely seldom scarcely nobody nothing little neither might sometimes perhaps
    probably usually often typically seem seems seemed appear appears appeared""".split()
)
"""Words that take back, or leave open, what is said around them."""
LOOKS = frozenset("look looks looked".split())
"""Words of an appearance, unless somebody looks at something."""
AS_IF = frozenset("if though".split())
"""Words after "as" that begin what is not so."""
IMPLIES = frozenset("mean imply implies".split())
"""Verbs whose negation takes back all that follows: "that does not mean that ..."."""
SUPPLEMENTS = frozenset("not also only to for when if once it you we i they that because".split())
"""Words after "but" that go on about the same thing, so that what came before was not all."""
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
LACKING = frozenset("without unless".split())
"""Words at the head of a sentence that tells what comes of a lack."""
ELSE = frozenset("else otherwise".split())
"""Words that begin what would happen if the advice before were not followed."""
JOINING = frozenset("and or".split())
ARTICLES = frozenset("a an the".split())
ADVERBS = frozenset("not never always also then so thus therefore hence".split())
REPORT = re.compile(
    r"\b(?:mistake|myth|misconception|fallacy|pitfall|trap|misunderstanding)\b"
    r"|\b(?:mistake|myth|misconception|fallacy|pitfall|trap|misunderstanding)s are\b"
    r"|\b(?:not|(?:do|does|did|is|are|was|were|wo)n['\u2019]?t) (?:necessarily |automatically )?"
    r"(?:mean|imply|enough|suffice)\b"
    r"|\bbad (?:idea|practice)\b|\banti-?pattern\b"
    r"|\b(?:people|many|some|everyone|beginners|teams|juniors|others) "
    r"(?:often |still |usually |sometimes |wrongly )?(?:think|believe|assume|say|claim)\b"
    r"|\b(?:wrong|dangerous|risky|naive|tempting|careless) to\b|\bwrongly\b",
    re.IGNORECASE,
)
"""How people mark what they go on to warn of."""
