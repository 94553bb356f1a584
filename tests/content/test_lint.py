from __future__ import annotations

import pytest

from content.lint import Severity, lint, reference_text
from content.markdown import read_document
from content.model import Pack

SOUND = """
# Fruit

## Basics

### 1. Why do people eat fruit?

- Say what it gives the body
  - *Hint:* What does a doctor say?
  - *Follow-up:* What happens inside?
- Say what it costs
  - *Hint:* Think of shops.
  - *Follow-up:* And the price?

**Answer:**
It keeps the body healthy.

- *Ideas:* body | people + healthy | well
- *Said:* you stay healthy from it

**What it gives:**

- **Vitamins**: apples and oranges bring vitamin C
  - *Ideas:* vitamin | vitamins + apple | orange
  - *Said:* oranges are full of vitamins

**What it costs:**

- **Money**: fresh berries are expensive in winter
  - *Ideas:* berries | berry + expensive | costly
  - *Said:* berries cost a lot in winter

**Misconceptions:**

- **Fruit makes everybody fat.** It has few calories.
  - *Claim:* fruit > fat | heavy
- **Bananas grow in Iceland.** They need warmth.
  - *Claim:* bananas > iceland
- **Juice has no sugar.** It has much.
  - *Claim:* juice > no sugar
- **Frozen cherries lose everything.** They keep most of it.
  - *Claim:* frozen cherries > lose everything
- **Peel is poison.** Wash it.
  - *Claim:* peel > poison
"""


def checks(text: str, severity: Severity = Severity.ERROR) -> set[str]:
    pack = read_document("fruit.md", text.encode())
    return {finding.check for finding in lint(pack) if finding.severity is severity}


def test_a_sound_pack_has_no_finding() -> None:
    assert not lint(read_document("fruit.md", SOUND.encode()))


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("hint", "Think of shops.", "Think of expensive berries."),
        ("hint", "And the price?", "Are berries expensive?"),
        ("point", "  - *Ideas:* berries | berry + expensive | costly\n", ""),
        ("way-alone", "oranges are full of vitamins", "oranges are vitamins and berries costly"),
        ("shared-way", "berries cost a lot in winter", "full of orange vitamins"),
        (
            "shared-way",
            "berries | berry + expensive | costly",
            "vitamin | vitamins + apple | orange",
        ),
        ("misconception", "> fat | heavy", "> slim"),
        ("misconception", "**Peel is poison.**", "**Berries are costly. Peel is poison.**"),
        (
            "question-text",
            "Why do people eat fruit?",
            "Are berries costly, vitamins in apples?",
        ),
        ("false-alarm", "> fat | heavy", "> fat\n  - *Claim:* oranges > vitamins"),
        ("own-reference", "> fat | heavy", "> fat\n  - *Claim:* fresh berries > winter"),
        ("aspect-text", "> fat | heavy", "> fat\n  - *Claim:* fresh berries > winter"),
    ],
)
def test_each_mistake_is_found(check: str, old: str, new: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    if check == "point":
        text = text.replace("  - *Said:* berries cost a lot in winter\n", "")
    if check == "shared-way" and "orange vitamins" in new:
        text = text.replace("oranges are full of vitamins", "full of orange vitamins")
    assert check in checks(text)


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("aspect", "  - *Hint:* Think of shops.\n", ""),
        ("misconceptions", "- **Peel is poison.** Wash it.\n  - *Claim:* peel > poison\n", ""),
        ("unanswered", "## Basics\n", "## Basics\n\n### 2. What is a pear?\n"),
    ],
)
def test_what_would_make_it_better(check: str, old: str, new: str) -> None:
    assert old in SOUND
    assert check in checks(SOUND.replace(old, new, 1), Severity.ADVICE)


def test_a_plain_pack_is_told_that_it_is_plain() -> None:
    text = "### 1. What is a pear?\n\n**Answer:**\n\n- A green fruit with a soft sweet flesh\n"
    assert checks(text, Severity.ADVICE) == {"plain"}
    assert not checks(text)


def test_questions_with_one_answer_are_told() -> None:
    text = "\n".join(
        f"### {n}. {title}\n\n**Answer:**\n\n- A green fruit with a soft sweet flesh\n"
        for n, title in ((1, "Tell me of pears?"), (2, "Which one do you like?"))
    )
    assert "other-reference" in checks(text)


def test_the_reference_as_text() -> None:
    pack: Pack = read_document("fruit.md", SOUND.encode())
    whole = reference_text(pack.question("q1"))
    assert whole.startswith("It keeps the body healthy.")
    assert "What it costs:\n- Money: fresh berries" in whole
    assert "Money" not in reference_text(pack.question("q1"), 0)


def test_progress_is_told_per_question() -> None:
    ticks: list[int] = []
    lint(read_document("fruit.md", SOUND.encode()), progress=lambda: ticks.append(1))
    assert len(ticks) == 1
