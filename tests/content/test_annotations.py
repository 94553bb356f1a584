"""Annotations: what they say, where they may stand, and what is said about mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Difficulty, Idea, KeyPoint, Link, Question, Way
from content.patterns import parse_claim, parse_ideas, parse_ways
from tests.content.packs_in_text import complaints, complaints_of, read, read_one


def plain(idea: Idea) -> list[str]:
    return [f'"{way.text}"' if way.literal else way.text for way in idea]


def groups(point: KeyPoint) -> list[list[list[str]]]:
    return [[plain(idea) for idea in group.ideas] for group in point.groups]


class TestTheQuestion:
    def test_difficulty_tags_and_reading(self) -> None:
        question = read_one("""
            - *Difficulty:* Hard
            - *Tags:* caching,  web latency , caching
            - *Read:* [Caching](https://example.org/caching)
            - *Read:* [More `of` it](http://example.org/more)

            - Explain

            **Answer:**
            It keeps copies.
            """)
        assert question.difficulty is Difficulty.HARD
        assert question.tags == ("caching", "web latency")
        assert question.reading == (
            Link("Caching", "https://example.org/caching"),
            Link("More of it", "http://example.org/more"),
        )
        assert [aspect.name for aspect in question.aspects] == ["Explain"]

    def test_they_may_stand_before_a_plain_answer(self) -> None:
        question = read_one("- *Difficulty:* easy\n\n- It keeps copies.\n- It is fast.\n")
        assert question.difficulty is Difficulty.EASY
        assert [point.text for point in question.points] == ["It keeps copies.", "It is fast."]

    def test_they_may_stand_alone(self) -> None:
        question = read_one("- *Tags:* a\n")
        assert question.tags == ("a",)
        assert not question.answered

    def test_keywords_in_any_case_and_with_the_colon_outside(self) -> None:
        question = read_one("- *DIFFICULTY*: easy\n- _tags:_ a, b\n")
        assert question.difficulty is Difficulty.EASY
        assert question.tags == ("a", "b")

    def test_a_value_may_go_on_in_the_next_line(self) -> None:
        assert read_one("- *Tags:* a,\n  b\n").tags == ("a", "b")

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("- *Difficulty:* brutal", "unknown difficulty “brutal”; write one of: easy, medium, "),
            ("- *Difficulty:*", "*Difficulty:* has no value; write one after it"),
            ("- *Read:* https://example.org", "*Read:* takes one link per annotation; write ["),
            ("- *Read:* [a](b.md)", "*Read:* takes one link per annotation"),
            ("- *Read:* [a](https://a.org), [b](https://b.org)", "*Read:* takes one link"),
            ("- *Ideas:* a", "*Ideas:* stands under a question's heading, but belongs under a "),
            ("- *Tag:* a", "unknown keyword *Tag:*; did you mean *Tags:*?"),
        ],
    )
    def test_mistakes(self, line: str, message: str) -> None:
        (complaint,) = complaints_of(f"{line}\n")
        assert complaint.startswith(f"3: {message}")

    def test_twice_is_once_too_often(self) -> None:
        assert complaints_of("- *Difficulty:* easy\n- *Difficulty:* hard\n") == [
            "4: *Difficulty:* stands here twice; remove one"
        ]

    def test_below_the_aspects_is_too_late(self) -> None:
        (complaint,) = complaints_of("- Explain\n- *Tags:* a\n\n**Answer:**\nIt does.\n")
        assert complaint.startswith("4: *Tags:* belongs to nothing here; nest it under")


class TestAspects:
    def test_hint_follow_up_and_weight(self) -> None:
        question = read_one("""
            - Explain what it gains
              - *Hint:* Think of who waits.
              - *Follow-up:* And the *database*?
              - *Weight:* 2.5
            - Name what it costs

            **Answer:**
            It keeps copies.
            """)
        gains, costs = question.aspects
        assert (gains.hint, gains.follow_up) == ("Think of who waits.", "And the database?")
        assert (gains.weight, costs.weight, costs.hint) == (2.5, 1.0, "")

    @pytest.mark.parametrize("value", ["0", "0.05", "10.5", "-1", "nan", "inf", "heavy", "0,5"])
    def test_bad_weights(self, value: str) -> None:
        (complaint,) = complaints_of(f"- A\n  - *Weight:* {value}\n\n**Answer:**\nIt does.\n")
        assert complaint == (
            f"4: “{value}” is no weight; write a number from 0.1 to 10, such as 1.5"
        )

    @pytest.mark.parametrize("value", ["0.1", "1", "10"])
    def test_good_weights(self, value: str) -> None:
        question = read_one(f"- A\n  - *Weight:* {value}\n\n**Answer:**\nIt does.\n")
        assert question.aspects[0].weight == float(value)

    def test_nothing_else_is_nested_under_one(self) -> None:
        (complaint,) = complaints_of("- A\n  - Hint: think\n\n**Answer:**\nIt does.\n")
        assert complaint.startswith("4: this is no aspect; only annotations such as *Hint:* can be")

    def test_one_needs_words(self) -> None:
        (complaint,) = complaints_of("-\n  ```\n  code\n  ```\n\n**Answer:**\nIt does.\n")
        assert complaint.startswith("3: this is no aspect")

    def test_hints_without_an_answer_say_what_is_missing(self) -> None:
        (complaint,) = complaints_of("- A\n  - *Hint:* think\n")
        assert complaint.startswith("4: *Hint:* stands under the first item of a section, but bel")


class TestKeyPoints:
    def test_ideas_and_said(self) -> None:
        question = read_one("""
            **Answer:**
            It keeps copies.

            - *Ideas:* copy | copies | "keep" + read | requested
            - *Said:* remembers results ;  need not compute again;

            **What it gains:**

            - **Latency**: it answers from memory
              - *Ideas:* C++ | A|B + fast
              - *Ideas:* quick
              - it is quick, too
                - *Said:* users wait less
            """)
        summary, latency, quick = question.points
        assert groups(summary) == [[["copy", "copies", '"keep"'], ["read", "requested"]]]
        assert [phrase.text for phrase in summary.phrases] == [
            "remembers results",
            "need not compute again",
        ]
        assert groups(latency) == [[["C++", "A|B"], ["fast"]], [["quick"]]]
        assert [group.source.line for group in latency.groups] == [17, 18]
        assert quick.text == "it is quick, too"
        assert [phrase.text for phrase in quick.phrases] == ["users wait less"]

    def test_a_paragraph_of_one_sentence_takes_them_too(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**More:**\n\nOne more.\n\n- *Said:* another\n")
        assert [len(point.phrases) for point in question.points] == [0, 1]

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("a | | b", "*Ideas:* a way to say it is empty; write words on both sides"),
            ("a + ", "*Ideas:* a way to say it is empty"),
            ("| a", "*Ideas:* a way to say it is empty"),
            ("a + + b", "*Ideas:* a way to say it is empty"),
            ('"a', '*Ideas:* a quotation mark is missing or misplaced in "a; put them around the'),
            ('say "a" now', '*Ideas:* a quotation mark is missing or misplaced in say "a" now'),
            ('""', "*Ideas:* a way to say it is empty"),
            (
                "a b c d e f g",
                "*Ideas:* “a b c d e f g” has 7 words, a way to say something has at m",
            ),
            ("", "*Ideas:* has no value; write one after it"),
        ],
    )
    def test_malformed_ideas(self, value: str, message: str) -> None:
        (complaint,) = complaints_of(f"**Answer:**\n\n- One\n  - *Ideas:* {value}\n")
        assert complaint.startswith(f"6: {message}")

    def test_all_mistakes_of_one_line_are_told(self) -> None:
        found = complaints_of('**Answer:**\n\n- One\n  - *Ideas:* a | + "b | c d e f g h i\n')
        assert [complaint[:30] for complaint in found] == [
            "6: *Ideas:* a way to say it is",
            "6: *Ideas:* a quotation mark i",
            "6: *Ideas:* “c d e f g h i” ha",
        ]

    @pytest.mark.parametrize(
        ("keyword", "meant"),
        [
            ("Idea", "Ideas"),
            ("Ideass", "Ideas"),
            ("Follow up", "Follow-up"),
            ("Followup", "Follow-up"),
            ("hints", "Hint"),
            ("Dificulty", "Difficulty"),
            ("Claims", "Claim"),
            ("unles", "Unless"),
        ],
    )
    def test_misspelt_keywords(self, keyword: str, meant: str) -> None:
        assert complaints_of(f"**Answer:**\n\n- One\n  - *{keyword}:* a\n") == [
            f"6: unknown keyword *{keyword}:*; did you mean *{meant}:*?"
        ]

    @pytest.mark.parametrize("text", ["*Example:* a", "*Note:* b", "*Linear* models", "*a*"])
    def test_other_words_in_italics_are_key_points(self, text: str) -> None:
        question = read_one(f"**Answer:**\n\n- {text}\n")
        assert [point.text for point in question.points] == [text.replace("*", "")]

    @pytest.mark.parametrize("slip", ["Ideas: a", "**Said:** a", "*Ideas:*a", "*Said: a*"])
    def test_keywords_that_are_not_in_italics(self, slip: str) -> None:
        (complaint,) = complaints_of(f"**Answer:**\n\n- One\n  - {slip}\n")
        assert complaint.startswith("6: this looks like an annotation; write its keyword in italic")

    def test_wrong_place(self) -> None:
        assert complaints_of(
            "**Answer:**\n\n- One\n  - *Hint:* think\n- Two\n  - *Aspect:* 1\n"
        ) == [
            "6: *Hint:* stands under the first item of a section, but belongs under an aspect; "
            "move it, or mend its indentation",
            "8: *Aspect:* stands under a key point, but belongs under the summary or the first "
            "item of a section or a section's label; move it, or mend its indentation",
        ]

    @pytest.mark.parametrize(
        ("body", "line"),
        [
            ("**Answer:**\n\n- One\n- *Ideas:* a\n", 6),
            ("**Answer:**\n\n1. One\n  - *Ideas:* a\n", 6),
            ("**Answer:**\n\n- *Ideas:* a\n", 5),
            ("**Answer:**\n\n- [a](https://a.org)\n  - *Ideas:* a\n", 6),
        ],
        ids=["beside its item", "too little indented", "below nothing", "below a link"],
    )
    def test_astray(self, body: str, line: int) -> None:
        (complaint,) = complaints_of(body)
        assert complaint.startswith(f"{line}: *Ideas:* belongs to nothing here; nest it under the")

    def test_a_misspelt_one_is_told_once(self) -> None:
        (complaint,) = complaints_of("**Answer:**\n\n- One\n- *Idea:* a\n")
        assert complaint == "6: unknown keyword *Idea:*; did you mean *Ideas:*?"

    def test_nor_is_a_paragraph(self) -> None:
        (complaint,) = complaints_of("**Answer:**\n\n- One\n  - *Ideas:* a\n\n    b\n")
        assert complaint == "8: nothing can be nested under *Ideas:*; indent this less"

    def test_below_several_points_they_belong_to_none(self) -> None:
        (complaint,) = complaints_of("**Answer:**\nSum.\n\n**All**: a, b\n\n- *Said:* c\n")
        assert complaint.startswith("8: *Said:* stands under a section's label, but belongs under")

    @pytest.mark.parametrize("more", ["    - *Said:* b", "    ```\n    b\n    ```"])
    def test_nothing_is_nested_under_an_annotation(self, more: str) -> None:
        assert complaints_of(f"**Answer:**\n\n- One\n  - *Ideas:* a\n{more}\n") == [
            "7: nothing can be nested under *Ideas:*; indent this less"
        ]


class TestTheAspectOfASection:
    BODY = """
        - First
        - Second

        **Answer:**
        Sum.

        {summary}

        **Label:**
        {label}
        - One
          {item}
        - Two
        """

    def ask(self, summary: str = "", label: str = "", item: str = "") -> Question:
        return read_one(self.BODY.format(summary=summary, label=label, item=item))

    def test_without_it_both_go_to_the_first(self) -> None:
        assert [section.aspect for section in self.ask().sections] == [0, 0]

    def test_it_moves_the_summary(self) -> None:
        question = self.ask(summary="- *Aspect:* 2")
        assert [section.aspect for section in question.sections] == [1, 0]

    @pytest.mark.parametrize("where", ["label", "item"])
    def test_it_moves_a_section(self, where: str) -> None:
        place = {where: "- *Aspect:* 2\n" if where == "label" else "- *Aspect:* 2"}
        question = self.ask(**place)
        assert [section.aspect for section in question.sections] == [0, 1]
        assert [point.text for point in question.aspects[1].points] == ["One", "Two"]

    def test_there_has_to_be_such_an_aspect(self) -> None:
        body = "- First\n\n**Answer:**\nSum.\n\n- *Aspect:* 3\n"
        assert complaints_of(body) == [
            "8: there is no aspect 3; the question has 1, counted from 1"
        ]

    @pytest.mark.parametrize("value", ["0", "two", "-1", "1.5", "²"])
    def test_it_is_a_number(self, value: str) -> None:
        (complaint,) = complaints_of(f"- First\n\n**Answer:**\nSum.\n\n- *Aspect:* {value}\n")
        assert complaint.startswith(
            f"8: “{value}” is no number of an aspect; write 1 for the first"
        )


class TestMisconceptions:
    def test_statement_reason_claims_and_unless(self) -> None:
        question = read_one("""
            **Answer:**
            It keeps copies.

            **Misconceptions:**

            - **A cache makes writes faster.** Writes still
              go to the database.
              - *Claim:* cache | caching > fast | speed up + write
              - *Claim:* it > not + slow
              - *Unless:* read | "reads"
              - *Unless:* lookup
            - **Caches are free.**
            """)
        first, second = question.misconceptions
        assert (first.id, second.id) == ("q1.m1", "q1.m2")
        assert first.statement == "A cache makes writes faster."
        assert first.reason == "Writes still go to the database."
        assert [plain(claim.subject) for claim in first.claims] == [["cache", "caching"], ["it"]]
        assert [[plain(idea) for idea in claim.ideas] for claim in first.claims] == [
            [["fast", "speed up"], ["write"]],
            [["not"], ["slow"]],
        ]
        assert plain(first.unless) == ["read", '"reads"', "lookup"]
        assert (second.reason, second.claims, second.unless) == ("", (), ())
        assert [point.id for point in question.points] == ["q1.summary"]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("- *Claim:* cache is slow", "*Claim:* a claim has exactly one ` > ` between"),
            ("- *Claim:* a > b > c", "*Claim:* a claim has exactly one ` > ` between"),
            ("- *Claim:* a + b > c", "*Claim:* only ` | ` may stand between the words here"),
            ("- *Claim:* > c", "*Claim:* a way to say it is empty"),
            ("- *Claim:* a >", "*Claim:* a way to say it is empty"),
            ("- *Unless:* a + b", "*Unless:* only ` | ` may stand between the words here"),
            ("- *Ideas:* a", "*Ideas:* stands under a misconception, but belongs under a key"),
            ("- a detail", "a misconception is one list item: the false statement in bold"),
        ],
    )
    def test_mistakes(self, line: str, message: str) -> None:
        (complaint,) = complaints_of(f"**Misconceptions:**\n\n- **False.** Why.\n  {line}\n")
        assert complaint.startswith(f"6: {message}")

    @pytest.mark.parametrize("text", ["**False.** Why.", "Many believe this:\n\n- **A.** B."])
    def test_they_are_a_list(self, text: str) -> None:
        (complaint,) = complaints_of(f"**Misconceptions:**\n\n{text}\n")
        assert complaint.startswith(
            "5: a misconception is one list item: the false statement in bo"
        )

    def test_the_statement_has_to_be_bold(self) -> None:
        found = complaints_of("**Misconceptions:**\n\n- Caches are free.\n- ```\n  code\n  ```\n")
        assert [complaint[:44] for complaint in found] == [
            "5: a misconception is one list item: the fal",
            "6: a misconception is one list item: the fal",
        ]


class TestTopics:
    def test_they_can_have_links(self) -> None:
        pack = read("""
            ### 1. What is a cache?

            ## Additional topics

            - **Eviction**: what goes first
              - *Read:* [LRU](https://example.org/lru)
            - Invalidation
            """)
        first, second = pack.topics
        assert first.reading == (Link("LRU", "https://example.org/lru"),)
        assert (second.name, second.description) == ("Invalidation", "Invalidation")

    def test_nothing_else(self) -> None:
        (complaint,) = complaints("### 1. A?\n\n## Topics\n\n- **A**: b\n  - *Hint:* c\n")
        assert complaint.startswith("6: *Hint:* stands under a topic of the closing list, but")


words = st.text(alphabet="abcdeàß한-'.&C+|>", min_size=1).filter(
    lambda word: word not in {"+", "|", ">"} and word.strip()
)
ways = st.lists(words, min_size=1, max_size=6).map(" ".join)
ideas = st.lists(st.lists(ways, min_size=1, max_size=3), min_size=1, max_size=3)


@given(ideas)
def test_ideas_survive_being_written_and_read(written: list[list[str]]) -> None:
    text = " + ".join(" | ".join(idea) for idea in written)
    found: list[str] = []
    read_back = parse_ideas(text, found.append)
    assert [[way.text for way in idea] for idea in read_back] == written
    assert found == []


@given(ways, ideas)
def test_claims_survive_being_written_and_read(subject: str, written: list[list[str]]) -> None:
    found: list[str] = []
    text = " + ".join(" | ".join(idea) for idea in written)
    assert parse_claim(f"{subject} > {text}", found.append) == (
        (Way(subject),),
        tuple(tuple(Way(way) for way in idea) for idea in written),
    )
    assert found == []


@given(st.text(alphabet='ab+|>" “'))
def test_any_pattern_is_read_or_complained_about(text: str) -> None:
    for parse in (parse_ideas, parse_ways, parse_claim):
        found: list[str] = []
        result = parse(text, found.append)
        assert found or all(result)
