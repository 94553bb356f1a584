"""Statements that are false, and true ones that look like them."""

from __future__ import annotations

import pytest

from content.markdown import read_document
from content.scoring.receipt import Flag
from content.scoring.scorer import Scorer

PACK = """
### 1. How do releases differ?

- Say how

**Answer:**

**Ways:**

- **Blue-green**: switches all traffic at once
  - *Ideas:* blue-green | green + at once | instant
- **Canary**: moves the traffic step by step
  - *Ideas:* canary + gradual | step by step

**Misconceptions:**

- **A canary is instant.** It grows step by step.
  - *Claim:* canary | canaries > instant | at once | instantly
  - *Unless:* blue-green | "plan" | last
- **A rollback means retraining.** The old model is kept.
  - *Claim:* rollback | rolling back > retraining | retrain
- **Monitoring is not needed.** The world changes.
  - *Claim:* monitoring | labels > not needed | no need | not required
- **Shadows serve nobody but cost nothing.** They cost machines.
  - *Claim:* shadow | shadows > not + cost | money
- **Tests need no data.** They do.
  - *Claim:* tests > not + need | cost | data
- **Both are good for all.** They are not.
  - *Claim:* releases > not need + plan
- **The tests prove it and the canary is slow.** Neither.
  - *Claim:* tests > canary is slow
- **A registry is just a folder.** It knows versions.
  - *Claim:* registry > just a folder
"""


@pytest.fixture(scope="module")
def releases() -> Scorer:
    return Scorer(read_document("releases.md", PACK.encode()))


def alarms(scorer: Scorer, text: str) -> list[str]:
    """Return the pieces of a text that state a misconception."""
    notes = scorer.score("q1", text).notes
    return [n.evidence[0].text for n in notes if n.flag is Flag.MISCONCEPTION]


@pytest.mark.parametrize(
    "text",
    [
        "A canary is instant.",
        "The canary sends everybody to the new model at once.",
        "Not only is a canary cheap, a canary is instant.",
        "In a canary release everything is instant.",
        "If you are in a hurry, a canary is instant.",
        "If it must be quick then a canary is instant, they say.",
        "A canary means that the switch or the rollout is instant.",
        "A canary is simple and instant.",
        "The canary takes over the traffic and it does so instantly.",
        "The canary of the team is gradual and is instant.",
        "A canary is for us and the rest of the team instant.",
        "By using canaries we are instantly done.",
        "Changes of a canary are instant.",
        "A rollback is retraining.",
        "Rolling back always means that one has to retrain.",
        "Monitoring is not needed.",
        "Monitoring is not needed once the tests pass.",
        "We have labels, so monitoring is not needed and never was.",
        "A shadow does not cost money.",
        "Tests need no data.",
        "Releases do not need a plan.",
        "The tests say yes and the canary is slow.",
        "A canary is instant for each of the users of our big shop just as it was last year.",
        "A canary is not only cheap but a canary is instant.",
        "A canary is not only for big shops instant.",
        "Monitoring does not need, as I said, a cluster. Monitoring is not required in my eyes.",
        "A canary at once for all is not wrong.",
        "A canary is instant, and anything else is risky.",
        "A canary that is instant.",
        "A canary that you start goes to all and is instant.",
        "Using a canary at once for all is fine.",
        "Using a canary at once for all.",
        "Using it is easy because a canary is instant for all.",
        "A canary is too good and instant.",
        "A canary looks at users and is instant.",
        "A canary is instant, but blue-green is slow.",
        "A registry is just a folder.",
        "A canary is instant, also when it is large.",
        "A canary is cheap and using an instant switch.",
    ],
)
def test_a_false_statement(releases: Scorer, text: str) -> None:
    assert alarms(releases, text)


@pytest.mark.parametrize(
    "text",
    [
        # denied, doubted
        "A canary is not instant.",
        "A canary can of course and by its very own nature never ever be instant.",
        "A canary is hardly instant.",
        "A canary might seem instant.",
        "With a canary nothing at all is instant.",
        # excused by a word near it
        "A canary, unlike blue-green, is instant.",
        "A canary is instant at last.",
        # of another subject
        "A canary is gradual and the other way is instant.",
        "A canary grows slowly and blue green changes instantly.",
        # only named
        "A rollback or retraining follows.",
        "We tried rollback/retraining.",
        # only supposed
        "If a canary is instant, it has no use.",
        "Unless the canary were instant, users would see it grow.",
        # said to be wrong
        "A common mistake is to think that a canary is instant.",
        "Many people believe that a canary is instant.",
        "It is wrong to say the canary is instant.",
        "A canary is instant: that is a myth.",
        # something else is not needed
        "Monitoring does not need a cluster.",
        "Rollback does not require retraining.",
        "With monitoring there is no need to guess.",
        "Monitoring does not require labels.",
        # the negation is about something else
        "A shadow costs money and not time.",
        "Shadows that cost money do not bring users.",
        # beside the point
        "We copy users from the canary to the other side in an instant.",
        "Retraining comes before a rollback.",
        "The old model stays beside it, otherwise a canary is instant.",
        "Keep the share small, else a canary would hit all at once.",
        "It grows more slowly than a canary is ever instant.",
        "Unlike a canary this is instant.",
        "A canary at once for all would be wrong.",
        "A canary that is instant is risky.",
        "A canary is not necessarily instant.",
        "A canary needn't be instant.",
        # only which one is meant, or a practice that is not approved of
        "A canary that goes instantly to everybody can hurt many.",
        "Using a canary at once for all leads to trouble.",
        "A registry is not just a folder.",
        "A registry is more than a name, not just a folder.",
        # it only looks so, or is only treated so
        "A canary may look instant.",
        "A canary seems instant.",
        "We treat the canary as if it were instant.",
        # not all of it
        "A canary is instant, but not for everybody.",
        "A canary is instant but you still have to watch it grow.",
        "A canary is instant at the switch, it also grows.",
        "A shadow that does not mean to cost money costs money.",
        "Shadows do not mean that it costs money.",
        # the second verb is left out
        "A canary is a slow way and blue an instant one.",
        # named side by side
        "Compare the canary and the instant way.",
        # what follows from it, or does not
        "Without a canary everything goes through the canary at once.",
        "That the new model is good doesn't mean that a canary is instant.",
        # too much for it
        "A canary is far too small to be instant.",
    ],
)
def test_no_false_statement(releases: Scorer, text: str) -> None:
    assert not alarms(releases, text)
