"""Question banks that nobody here wrote load sensibly, each with its own habits."""

from __future__ import annotations

import pytest

from content.library import load
from content.model import Pack, Question
from tests.content.packs_in_text import shared, texts

BANKS = "data/question-banks"
SCIENCE = f"{BANKS}/alexeygrigorev_data-science-interviews"
NUMBERED = f"{BANKS}/iamtodor_data-science-interview-questions-and-answers"
GURU = f"{BANKS}/FAQGURU_FAQGURU/topics"
SYSADMIN = f"{BANKS}/trimstray_test-your-sysadmin-skills"


@pytest.mark.parametrize(
    ("path", "questions", "categories", "answered"),
    [
        (f"{SCIENCE}/theory.md", 165, 19, 155),
        (f"{SCIENCE}/technical.md", 40, 3, 20),
        (f"{SCIENCE}/contrib/probability.md", 1, 1, 1),
        (f"{NUMBERED}/README.md", 33, 1, 32),
        (f"{GURU}/en/aws.md", 44, 1, 41),
        (f"{GURU}/en/design-patterns.md", 45, 1, 45),
        (f"{GURU}/en/java.md", 103, 1, 103),
        (f"{GURU}/ko/java.md", 103, 1, 103),
        (f"{SYSADMIN}/README.md", 271, 12, 236),
    ],
)
def test_a_bank_loads(path: str, questions: int, categories: int, answered: int) -> None:
    pack = load(shared(path))
    assert len(pack.questions) == questions
    assert len(pack.categories) == categories
    assert sum(question.answered for question in pack.questions) >= answered
    for question in pack.questions:
        assert question.aspects or not question.answered
        assert all(aspect.points for aspect in question.aspects)


def named(pack: Pack, title: str) -> Question:
    return next(question for question in pack.questions if question.title == title)


def test_bold_lines_with_emoji() -> None:
    pack = load(shared(f"{SCIENCE}/theory.md"))
    question = named(pack, "What methods for solving linear regression do you know?")
    assert question.category == "Linear regression"
    assert question.title == question.prompt
    normal = named(pack, "How do we check if a variable follows the normal distribution?")
    assert len(normal.points) == 4


def test_bold_numbers_that_begin_anew_in_each_chapter() -> None:
    pack = load(shared(f"{SCIENCE}/technical.md"))
    assert [question.id for question in pack.questions] == [f"q{n}" for n in range(1, 41)]
    assert pack.question("q1").prompt == "The number of active ads."
    assert pack.question("q13").title == "Factorial"
    assert pack.question("q13").prompt == "Factorial. Calculate a factorial of a number"


def test_numbered_headings_below_a_table_of_contents() -> None:
    pack = load(shared(f"{NUMBERED}/README.md"))
    assert [question.id for question in pack.questions] == [f"q{n}" for n in range(1, 34)]
    first = pack.question("q1")
    assert first.title == "Why do you use feature selection?"
    assert [aspect.name for aspect in first.aspects] == [
        "Why do you use feature selection?",
        "Filter Methods",
        "Embedded Methods",
        "Misleading",
        "Overfitting",
    ]


def test_sources_and_ways_back_are_no_key_points() -> None:
    pack = load(shared(f"{GURU}/en/design-patterns.md"))
    question = named(pack, "What are the main categories of Design Patterns?")
    assert texts(question) == [
        "Creational Patterns",
        "Behavioral Patterns",
        "Functional Patterns",
    ]
    assert len(question.reading) == 2
    points = [point.text for question in pack.questions for point in question.points]
    assert not [text for text in points if text.startswith("http") or "Back to" in text]


def test_questions_that_do_not_ask() -> None:
    pack = load(shared(f"{GURU}/en/java.md"))
    assert named(pack, "Explain the architecture of a Servlet.").answered


def test_korean() -> None:
    pack = load(shared(f"{GURU}/ko/java.md"))
    question = named(pack, "서블릿이란 무엇입니까?")
    assert len(question.points) == 2
    assert question.points[0].id == "q2.서블릿은-클라이언트-요청을-처리하고"


def test_details() -> None:
    pack = load(shared(f"{SYSADMIN}/README.md"))
    first = pack.questions[0]
    assert first.title.startswith("Give some examples of Linux distribution.")
    assert texts(first)[:2] == ["Red Hat Enterprise Linux", "Fedora"]
    assert [aspect.name for aspect in first.aspects][1:] == ["My favorite Linux distribution"]
    assert len(first.reading) == 2
    assert named(pack, "What do the fields in ls -al output mean?").answered
