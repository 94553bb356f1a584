"""The seed document loads as it is, and none of its answers is lost or doubled.

What has to be found is counted here from the raw text, by means that the reader does not share.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from content.library import load
from content.model import Difficulty, Kind, Pack, Question
from tests.content.packs_in_text import shared

SEED = "seed/000_49b0368718f3beed.txt"
BULLET = re.compile(r" *(?:-|\d+\.) +(.+)")
INLINE = re.compile(r"\*\*([^*:]+)\*\*: +(.+)")
LABEL = re.compile(r"\*\*([^*:]+):\*\*")
PART = re.compile(r"((?:\([^)]*\)|[^,;(])+)")


@cache
def seed() -> Pack:
    return load(shared(SEED))


def raw_questions() -> dict[str, list[str]]:
    """The lines below each numbered heading."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in shared(SEED).read_text(encoding="utf-8").splitlines():
        match = re.match(r"### (\d+)\.", line)
        if match:
            lines = found.setdefault(f"q{match[1]}", [])
        elif line.startswith("#"):
            lines = []
        else:
            lines.append(line)
    return found


def words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+|[%→<>+]", text))


def raw_points(lines: list[str]) -> list[str]:
    """Everything in the answer that has to become a key point, as its words."""
    answer = lines[lines.index("**Answer:**") + 1 :]
    found = [words(answer[0])]
    for line in answer[1:]:
        if bullet := BULLET.fullmatch(line):
            found.append(words(bullet[1]))
        elif inline := INLINE.fullmatch(line):
            found += [words(part) for part in PART.findall(inline[2]) if part.strip()]
        else:
            assert not line or LABEL.fullmatch(line), f"what is {line!r}?"
    return found


def raw_labels(lines: list[str]) -> list[str]:
    answer = lines[lines.index("**Answer:**") + 1 :]
    found = (LABEL.fullmatch(line) or INLINE.fullmatch(line) for line in answer)
    return [match[1] for match in found if match]


QUESTIONS = [f"q{n}" for n in range(1, 51)]


def test_its_outline() -> None:
    pack = seed()
    assert pack.title == "Complete MLOps Interview Questions List"
    assert pack.name == "000-49b0368718f3beed"
    assert pack.version == "0"
    assert re.fullmatch(r"[0-9a-f]{12}", pack.digest)
    assert [q.id for q in pack.questions] == [*QUESTIONS, *(f"s{n}" for n in range(1, 11))]
    assert [t.id for t in pack.topics] == [f"t{n}" for n in range(1, 11)]
    assert pack.categories == (
        "Fundamental MLOps Concepts",
        "Model Deployment and Serving",
        "Model Monitoring and Observability",
        "Infrastructure and DevOps Integration",
        "CI/CD and Automation",
        "Data Management and Versioning",
        "Security and Compliance",
        "Advanced MLOps Concepts",
        "Performance Optimization",
        "Troubleshooting and Maintenance",
        "Scaling and Enterprise Considerations",
        "Testing and Quality Assurance",
        "Real-World Scenario Questions",
    )


@pytest.mark.parametrize("identity", QUESTIONS)
def test_every_point_is_there_exactly_once(identity: str) -> None:
    question = seed().question(identity)
    wanted = Counter(raw_points(raw_questions()[identity]))
    assert Counter(words(point.text) for point in question.points) == wanted
    assert question.points


@pytest.mark.parametrize("identity", QUESTIONS)
def test_sections_hold_the_same_points_under_their_labels(identity: str) -> None:
    question = seed().question(identity)
    summary, *sections = question.sections
    assert (summary.label, summary.points[0].id) == ("", f"{identity}.summary")
    assert [section.label for section in sections] == raw_labels(raw_questions()[identity])
    of_sections = [point for section in question.sections for point in section.points]
    assert sorted(p.id for p in of_sections) == sorted(p.id for p in question.points)
    assert len({p.id for p in of_sections}) == len(of_sections)
    assert all(0 <= section.aspect < len(question.aspects) for section in question.sections)


@pytest.mark.parametrize("identity", QUESTIONS)
def test_aspects_are_the_bullets_before_the_answer(identity: str) -> None:
    question = seed().question(identity)
    lines = raw_questions()[identity]
    before = lines[: lines.index("**Answer:**")]
    assert [a.name for a in question.aspects] == [line[2:] for line in before if line]
    assert all(aspect.points for aspect in question.aspects)
    assert question.kind is Kind.CORE
    assert question.prompt == question.title
    assert question.difficulty is Difficulty.MEDIUM


def homes(question: Question) -> dict[str, int]:
    return {section.label: section.aspect for section in question.sections}


def test_sections_go_where_a_reader_would_put_them() -> None:
    pack = seed()
    assert homes(pack.question("q2")) == {
        "": 0,
        "Architecture components": 0,
        "Benefits": 1,
        "Online vs Offline": 2,
        "Popular solutions": 3,
    }
    assert homes(pack.question("q6")) == {
        "": 0,
        "Implementation methodology": 0,
        "Traffic splitting strategies": 1,
        "Key metrics": 2,
        "Statistical considerations": 2,
        "Decision process": 3,
    }
    assert homes(pack.question("q8")) == {
        "": 0,
        "Strategy overview": 0,
        "Seamless updates process": 1,
        "Rollback mechanisms": 2,
        "Comparison with other strategies": 3,
        "Advantages": 2,  # "instant rollback" is one
        "Disadvantages": 2,  # fits none, and stays where the section before it went
        "ML-specific considerations": 1,
    }


def test_an_aspect_without_a_section_takes_over_single_points() -> None:
    principles, devops, challenges = seed().question("q1").aspects
    assert challenges.name == "Discuss the unique challenges in ML model lifecycle management"
    assert [point.id for point in challenges.points] == ["q1.model-drift"]
    assert len(principles.points) == 6
    assert len(devops.points) == 4


def test_a_parent_with_details_counts_like_them() -> None:
    section = next(s for s in seed().question("q36").sections if s.label == "Ensemble methods")
    assert [(point.id, point.term) for point in section.points[:4]] == [
        ("q36.bagging", "Bagging"),
        ("q36.reduces-variance-through-averaging", ""),
        ("q36.parallel-training-possible", ""),
        ("q36.works-well-with-high", ""),
    ]


def test_a_label_with_nothing_but_details_is_a_term() -> None:
    points = {point.id: point for point in seed().question("q49").points}
    parent = points["q49.feature-attribution-monitoring"]
    assert (parent.term, parent.explanation) == ("Feature attribution monitoring", "")


def test_inline_lists_are_split_outside_brackets() -> None:
    (section,) = (s for s in seed().question("q21").sections if "orchestration" in s.label)
    assert [point.explanation for point in section.points] == [
        "GitHub Actions",
        "Jenkins",
        "GitLab CI",
        "Azure DevOps for CI/CD",
        "Kubeflow",
        "MLflow",
        "DVC for ML-specific workflows",
    ]


def test_scenarios_have_a_prompt_and_no_answer() -> None:
    scenarios = [q for q in seed().questions if q.kind is Kind.SCENARIO]
    assert len(scenarios) == 10
    first = scenarios[0]
    assert (first.id, first.title) == ("s1", "Model Latency Issues")
    assert first.prompt.startswith("Your real-time fraud detection model suddenly")
    for scenario in scenarios:
        assert scenario.prompt.endswith("?")
        assert not scenario.answered
        assert not scenario.aspects
        assert not scenario.sections


def test_topics_have_a_name_and_a_description() -> None:
    first, *_, last = seed().topics
    assert (first.name, first.description) == (
        "Feature Engineering Pipelines",
        "Automation and consistency",
    )
    assert (last.id, last.name) == ("t10", "Model Optimization")
    assert last.description == "TensorRT, ONNX, quantization techniques"


def test_sources_point_at_the_lines() -> None:
    lines = shared(SEED).read_text(encoding="utf-8").splitlines()
    for question in seed().questions:
        assert lines[question.source.line - 1].startswith("### ")
        for aspect in question.aspects:
            assert lines[aspect.source.line - 1] == f"- {aspect.name}"
        for point in question.points:
            first = point.text.split()[0]
            assert first.rstrip(":") in lines[point.source.line - 1]
