"""Reference answers: sections, key points, their ids, and the aspects that they go to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Link
from content.prose import entries, sentences
from content.slugs import slug
from tests.content.packs_in_text import complaints_of, read_one, texts


def ids(body: str) -> list[str]:
    return [point.id for point in read_one(body).points]


class TestSections:
    def test_the_formats_own_example(self) -> None:
        question = read_one("""
            - First thing
            - Second thing

            **Answer:**
            One sentence that sums the answer up,
            in two lines.

            **Section label:**

            - **Term**: what it is or does
            - A key point without a term
              - a nested detail
            1. numbered steps
            2. are key points too

            **Inline label**: one key point, another (a, b), a third
            """)
        first, second = question.aspects
        summary, label, inline = question.sections
        assert [(s.label, s.aspect) for s in question.sections] == [
            ("", 0),
            ("Section label", 0),
            ("Inline label", 1),
        ]
        assert [point.text for point in label.points] == [
            "Term: what it is or does",
            "A key point without a term",
            "a nested detail",
            "numbered steps",
            "are key points too",
        ]
        assert [point.text for point in inline.points] == [
            "one key point",
            "another (a, b)",
            "a third",
        ]
        assert first.points == summary.points + label.points
        assert second.points == inline.points
        assert summary.points[0].text == "One sentence that sums the answer up, in two lines."
        assert [point.source.line for point in label.points] == [17, 18, 19, 20, 21]

    @pytest.mark.parametrize(
        "written", ["**Why:**", "**Why**:", "**Why**", "#### Why", "#### **Why:**", "<b>Why</b>:"]
    )
    def test_labels(self, written: str) -> None:
        question = read_one(f"**Answer:**\nSum.\n\n{written}\n\n- a\n")
        assert [section.label for section in question.sections] == ["", "Why"]

    def test_a_plain_line_that_leads_to_a_list_is_a_label(self) -> None:
        question = read_one("It depends. There are two ways:\n\n- a\n- b\n")
        assert [(s.label, [p.text for p in s.points]) for s in question.sections] == [
            ("", ["It depends."]),
            ("There are two ways", ["a", "b"]),
        ]

    def test_what_leads_to_code_is_no_point(self) -> None:
        assert texts(read_one("Add them. Like this:\n\n```\na + b\n```\n")) == ["Add them."]

    def test_a_lead_below_a_label_is_no_label(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**Ways:** choose one of:\n\n- a\n- b\n")
        assert [section.label for section in question.sections] == ["", "Ways"]

    def test_several_labels_in_one_paragraph(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**Good**: a, b\nc, d\n**Bad**: e\n")
        assert [(s.label, [p.text for p in s.points]) for s in question.sections[1:]] == [
            ("Good", ["a", "b c", "d"]),
            ("Bad", ["e"]),
        ]

    def test_prose_after_a_label_is_not_split_at_commas(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**Why**: it is fast, small, and cheap. Really.\n")
        assert texts(question)[1:] == ["it is fast, small, and cheap.", "Really."]

    def test_the_summary_may_stand_on_the_line_of_the_label(self) -> None:
        assert texts(read_one("**Answer:** It is fast.\n")) == ["It is fast."]

    def test_the_summary_may_stand_below_an_empty_line(self) -> None:
        assert ids("**Answer:**\n\nIt is fast. Very fast.\n") == ["q1.summary"]

    def test_a_summary_that_ends_with_a_colon_is_still_one(self) -> None:
        assert ids("**Answer:**\nThere are two:\n\n- a\n- b\n") == ["q1.summary", "q1.a", "q1.b"]

    def test_there_need_not_be_a_summary(self) -> None:
        assert ids("**Answer:**\n\n- a\n") == ["q1.a"]

    def test_an_answer_of_plain_paragraphs(self) -> None:
        question = read_one("It is fast. It is small.\n\nUse it, e.g. Redis.\n")
        (aspect,) = question.aspects
        assert aspect.name == "What is a cache?"
        assert texts(question) == ["It is fast.", "It is small.", "Use it, e.g. Redis."]

    def test_without_aspects_each_section_is_one(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**A:**\n\n- a\n\n**B**: b, c\n")
        assert [(a.name, len(a.points)) for a in question.aspects] == [("A", 2), ("B", 2)]

    def test_a_summary_alone_is_an_aspect_named_after_the_question(self) -> None:
        (aspect,) = read_one("**Answer:**\nSum.\n").aspects
        assert aspect.name == "What is a cache?"

    def test_a_label_over_nothing(self) -> None:
        assert complaints_of("**Answer:**\nSum.\n\n**Why:**\n\n**How:**\n\n- a\n") == [
            "6: the section “Why” has no key points; add a list below it, or remove the label"
        ]

    def test_a_label_over_code_is_fine(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**Why:**\n\n    code\n\n**How:**\n\n- a\n")
        assert [section.label for section in question.sections] == ["", "How"]

    def test_code_alone_is_no_answer_to_score(self) -> None:
        assert not read_one("```\na + b\n```\n").answered

    def test_what_lies_in_quotes_and_tables_counts(self) -> None:
        body = "> - a\n> - b\n\n| Term | Use |\n| --- | --- |\n| Redis | fast | \n| Kafka | x |\n"
        assert texts(read_one(body)) == ["a", "b", "Redis: fast", "Kafka: x"]

    def test_nothing_but_links_is_for_reading(self) -> None:
        question = read_one("""
            - a
            - [Caching](https://example.org/a), [more](http://example.org/b)
            - see [this](https://example.org/c)

            https://example.org/d

            [back to the top](#top)

            ###### Source

            * https://example.org/a
            """)
        assert texts(question) == ["a", "see this"]
        assert question.reading == (
            Link("Caching", "https://example.org/a"),
            Link("more", "http://example.org/b"),
            Link("https://example.org/d", "https://example.org/d"),
            Link("https://example.org/a", "https://example.org/a"),
        )


class TestPoints:
    @pytest.mark.parametrize(
        ("item", "term", "explanation"),
        [
            ("**Term**: text", "Term", "text"),
            ("**Term:** text", "Term", "text"),
            ("**Term** - text", "Term", "text"),
            ("**Term** – text", "Term", "text"),
            ("**Term**", "Term", ""),
            ("**Term**:", "Term", ""),
            ("**Term** is a word", "", "Term is a word"),
            ("**It is so.**", "", "It is so."),
            ("plain: text", "", "plain: text"),
            ("- dash", "", "dash"),
            ("**`a` and *b***: [x](y) <b>z</b>", "a and b", "x z"),
            ("**A**: 5% → 25% &amp; <10ms, List<T>", "A", "5% → 25% & <10ms, List<T>"),
            ("![picture](p.png) caption", "", "caption"),
            ("**Two**: lines\n  of text", "Two", "lines of text"),
            ("**Two**: paragraphs\n\n  of text", "Two", "paragraphs of text"),
            ("one\\\n  two<br>three", "", "one two three"),
        ],
    )
    def test_term_and_explanation(self, item: str, term: str, explanation: str) -> None:
        (point,) = read_one(f"**Answer:**\n\n- {item}\n").points
        assert (point.term, point.explanation) == (term, explanation)

    def test_ids(self) -> None:
        body = """
            **Answer:**
            Sum.

            - **Online store**: new values
            - **Online Store**: again
            - The value’s copy is kept near
            - The values copy is kept far
            - **Summary**: a term like any other
            - **m1**: is for misconceptions
            - **Naïve Bayes**: accents go
            - **저장소**: other scripts stay
            - →
            """
        assert ids(body) == [
            "q1.summary",
            "q1.online-store",
            "q1.online-store-2",
            "q1.the-values-copy-is",
            "q1.the-values-copy-is-2",
            "q1.summary-2",
            "q1.m1-2",
            "q1.naive-bayes",
            "q1.저장소",
            "q1.point",
        ]

    def test_a_suffix_that_is_taken_is_passed_over(self) -> None:
        assert ids("- **a 2**\n- **a**\n- **a**\n- **a**\n") == [
            "q1.a-2",
            "q1.a",
            "q1.a-3",
            "q1.a-4",
        ]

    def test_long_terms_are_cut_between_words(self) -> None:
        assert slug("word " * 20) == "-".join(["word"] * 9)
        assert slug("x" * 60) == "x" * 48
        assert slug("") == ""

    def test_lists_deep_in_lists(self) -> None:
        question = read_one("- a\n  - b\n    1. c\n       - d\n- e\n")
        assert texts(question) == ["a", "b", "c", "d", "e"]

    def test_an_item_that_is_only_a_list(self) -> None:
        assert texts(read_one("- - a\n  - b\n")) == ["a", "b"]


class TestAspects:
    def test_by_label_and_words_if_the_numbers_differ(self) -> None:
        question = read_one("""
            - Explain serving architectures
            - Compare the costs of storage

            **Answer:**
            Sum.

            **Storing:**

            - it costs money

            **Architecture:**

            - **Server**: it serves

            **Odds and ends:**

            - anything
            """)
        assert {s.label: s.aspect for s in question.sections[1:]} == {
            "Storing": 1,
            "Architecture": 0,
            "Odds and ends": 0,
        }

    def test_what_fits_nothing_at_first_goes_to_the_first(self) -> None:
        question = read_one(
            "- A\n- Cost\n\n**Answer:**\n\n- x\n\n**Y:**\n\n- z\n\n**Z:**\n\n- cost\n"
        )
        assert [section.aspect for section in question.sections] == [0, 0, 1]

    def test_a_plain_list_before_the_labelled_ones_does_not_disturb_their_order(self) -> None:
        question = read_one("""
            - One
            - Two

            **Answer:**
            Sum.

            - a point without a label

            **First:**

            - a

            **Second:**

            - b
            """)
        assert [section.aspect for section in question.sections] == [0, 0, 0, 1]

    def test_an_empty_aspect_takes_what_fits_it_better(self) -> None:
        question = read_one("""
            - Explain latency
            - Explain the price of storage

            **Answer:**

            **Latency:**

            - fast answers
            - storage has a low price
            - latency has a price
            """)
        latency, price = question.aspects
        assert [point.text for point in latency.points] == ["fast answers", "latency has a price"]
        assert [point.text for point in price.points] == ["storage has a low price"]
        (section,) = question.sections
        assert (section.aspect, len(section.points)) == (0, 3)

    def test_no_aspect_is_emptied_for_it(self) -> None:
        question = read_one("""
            - Latency
            - The price of storage

            **Answer:**

            **Latency:**

            - the price of storage
            """)
        assert [len(aspect.points) for aspect in question.aspects] == [1, 0]

    def test_an_aspect_may_stay_without_points(self) -> None:
        question = read_one("- Latency\n- Price\n\n**Answer:**\n\n- fast\n- faster\n")
        assert [len(aspect.points) for aspect in question.aspects] == [2, 0]

    def test_a_section_that_is_placed_by_hand_keeps_its_points(self) -> None:
        question = read_one("""
            - Latency
            - Price

            **Answer:**

            - price
              - *Aspect:* 1
            - a low price
            """)
        assert [len(aspect.points) for aspect in question.aspects] == [2, 0]

    def test_aspects_without_an_answer_have_no_points(self) -> None:
        question = read_one("**Question:** What is it?\n\n- Latency\n- Price\n")
        assert [(aspect.name, aspect.points) for aspect in question.aspects] == [
            ("Latency", ()),
            ("Price", ()),
        ]
        assert question.prompt == "What is it?"


class TestProse:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
            ("Use it, e.g. Redis, i.e. A. B. Smith's, etc. Then go.", None),
            ("It is 3.5 times. so they say", ["It is 3.5 times. so they say"]),
            ("He said “so.” Then left.", ["He said “so.”", "Then left."]),
            ("", []),
        ],
    )
    def test_sentences(self, text: str, found: list[str] | None) -> None:
        assert sentences(text) == ([text] if found is None else found)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a, b; c", ["a", "b", "c"]),
            ("a (b, c), d [e, f] {g, h}", ["a (b, c)", "d [e, f] {g, h}"]),
            ("1,000 rows, 2", ["1,000 rows", "2"]),
            ("a) b, c", ["a) b", "c"]),
            ("a (b, c", ["a (b", "c"]),
            ("a,, b,", ["a", "b"]),
            ("a,b, c", ["a,b", "c"]),
        ],
    )
    def test_entries(self, text: str, found: list[str]) -> None:
        assert entries(text) == found


word = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
phrase = st.lists(word, min_size=1, max_size=6).map(" ".join)
tree = st.lists(st.tuples(phrase, st.booleans(), st.integers(0, 4)), min_size=1, max_size=20)


@given(tree, st.booleans())
def test_every_item_of_any_list_becomes_exactly_one_point(
    items: list[tuple[str, bool, int]], marked: bool
) -> None:
    lines: list[str] = []
    depth = 0
    for text, bold, wanted in items:
        depth = min(wanted, depth + 1) if lines else 0
        lines.append("  " * depth + f"- {f'**{text}**: {text}' if bold else text}")
    question = read_one(("**Answer:**\n\n" if marked else "") + "\n".join(lines))
    assert texts(question) == [f"{text}: {text}" if bold else text for text, bold, _ in items]
    assert len({point.id for point in question.points}) == len(items)


@given(st.lists(phrase, min_size=1, max_size=8), st.lists(phrase, min_size=1, max_size=5))
def test_no_point_is_lost_between_sections_and_aspects(
    labels: list[str], aspects: list[str]
) -> None:
    body = "".join(f"- {name}\n" for name in aspects) + "\n**Answer:**\nSum.\n"
    body += "".join(f"\n**{label}:**\n\n- {label}\n- {i}\n" for i, label in enumerate(labels))
    question = read_one(body)
    of_sections = [point.id for section in question.sections for point in section.points]
    of_aspects = [point.id for aspect in question.aspects for point in aspect.points]
    assert len(of_sections) == len(set(of_sections)) == 1 + 2 * len(labels)
    assert sorted(of_sections) == sorted(of_aspects)
    assert [aspect.name for aspect in question.aspects] == aspects


@given(st.text(alphabet="ab ,;()[]{}", max_size=40))
def test_no_letter_of_an_inline_list_is_lost(text: str) -> None:
    letters = [c for c in text if c in "ab()[]{}"]
    assert [c for part in entries(text) for c in part if c in "ab()[]{}"] == letters
