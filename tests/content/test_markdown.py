"""Documents and folders: what is a question, what it is called, and every way to go wrong."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import PackError, Problem
from content.limits import MAX_BYTES
from content.markdown import read_document, read_folder
from content.model import Kind, Pack, Source
from tests.content.packs_in_text import complaints, complaints_of, read, read_one, texts

ONE = "### 1. What is a cache?\n\nIt keeps copies.\n"


def outline(text: str) -> list[tuple[str, str, str]]:
    return [(q.id, q.title, q.category) for q in read(text).questions]


def folder(**files: str) -> Pack:
    names = {name.replace("__", "."): text.encode() for name, text in files.items()}
    return read_folder("some-pack", names)


def folder_complaints(**files: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        folder(**files)
    return str(caught.value).split("\n")


class TestTheOutline:
    def test_the_contracts_forms(self) -> None:
        pack = read("""
            # Title of the pack

            Something about it.

            ## **First category**

            ### 7. What is a *cache*?

            ### And *how* does it work?

            ## Scenarios

            ### Scenario 3: Short title

            **Question:** The situation,
            and what is asked?

            ### Scenario: No number

            What now?

            ## Topics of tomorrow

            - **Topic**: what belongs to it
            - Another

            ### Topic 2.1: Why?
            """)
        assert pack.title == "Title of the pack"
        assert pack.categories == ("First category", "Scenarios", "Topics of tomorrow")
        assert [(q.id, q.kind, q.title, q.topic) for q in pack.questions] == [
            ("q7", Kind.CORE, "What is a cache?", None),
            ("q8", Kind.CORE, "And how does it work?", None),
            ("s3", Kind.SCENARIO, "Short title", None),
            ("s4", Kind.SCENARIO, "No number", None),
            ("t2.1", Kind.CORE, "Why?", "t2"),
        ]
        assert [q.prompt for q in pack.questions] == [
            "What is a cache?",
            "And how does it work?",
            "The situation, and what is asked?",
            "What now?",
            "Why?",
        ]
        assert [(t.id, t.name, t.description) for t in pack.topics] == [
            ("t1", "Topic", "what belongs to it"),
            ("t2", "Another", "Another"),
        ]
        assert pack.question("q7").source == Source("pack.md", 8)
        assert "q8" in pack
        assert pack.full_version == f"pack@0+{pack.digest}"

    def test_the_complete_small_pack_of_the_documentation(self) -> None:
        pack = read("""
            # Caching in practice

            ## Basics

            ### 1. Why do web services put a cache in front of the database?

            - *Difficulty:* easy

            - Explain what it gains
              - *Hint:* Think of who waits, and of who does the work.
            - Name what it costs

            **Answer:**
            A cache keeps copies of often-read results close to the reader.

            - *Ideas:* copy | copies | keep + read | requested + often | frequently

            **What it gains:**

            - **Latency**: an answer from memory takes microseconds
              - *Ideas:* answer | response + fast | quick
            - **Load**: the database sees only the misses

            **What it costs:**

            - **Staleness**: a copy can be older than the truth

            **Misconceptions:**

            - **A cache makes writes faster.** Writes still go to the database.
              - *Claim:* cache | caching > fast | speed up + write
            """)
        (question,) = pack.questions
        gains, costs = question.aspects
        assert [point.id for point in gains.points] == ["q1.summary", "q1.latency", "q1.load"]
        assert [point.id for point in costs.points] == ["q1.staleness"]
        assert [m.id for m in question.misconceptions] == ["q1.m1"]

    @pytest.mark.parametrize(
        ("heading", "identity", "title"),
        [
            ("12. What?", "q12", "What?"),
            ("12) What", "q12", "What"),
            ("Q12: What", "q12", "What"),
            ("Question 12. What", "q12", "What"),
            ("007. What", "q7", "What"),
            ("**3. What?** ⭐️", "q3", "What?"),
            (":star: What? :rocket: ***", "q1", "What?"),
            ("What is C#?", "q1", "What is C#?"),
            ("What is `std::map::at` for?", "q1", "What is std::map::at for?"),
            ("Scenario 2 - What", "s2", "What"),
            ("Scenario-based tests: what are they?", "q1", "Scenario-based tests: what are they?"),
            ("Scenario 4", "s4", "Scenario 4"),
            ("3.5 is what?", "q1", "3.5 is what?"),
        ],
    )
    def test_headings(self, heading: str, identity: str, title: str) -> None:
        question = read_one("**Question:** Which?\n", heading=f"### {heading}")
        assert (question.id, question.title) == (identity, title)

    def test_a_number_alone_takes_its_title_from_the_question(self) -> None:
        question = read_one("**Question:** Which?\n", heading="### 5.")
        assert (question.id, question.title, question.prompt) == ("q5", "Which?", "Which?")

    def test_unnumbered_questions_take_the_next_free_number(self) -> None:
        assert [q.id for q in read("### A?\n### 2. B\n### C?\n### 4. D\n### E?\n").questions] == [
            "q1",
            "q2",
            "q3",
            "q4",
            "q5",
        ]

    def test_questions_may_be_of_any_level(self) -> None:
        assert outline("## 1. A\n\n### Part\n\n- a\n\n## 2. B\n\n# 3. not a question\n") == [
            ("q1", "A", "3. not a question"),
            ("q2", "B", "3. not a question"),
        ]
        assert outline("# What?\n\na\n\n# Why?\n\nb\n") == [
            ("q1", "What?", "pack"),
            ("q2", "Why?", "pack"),
        ]
        assert outline("# What?\n\na\n") == [("q1", "What?", "pack")]

    def test_a_title_may_ask(self) -> None:
        assert outline("# Ready?\n\n### Explain caching\n\n**Answer:**\nIt keeps copies.\n") == [
            ("q1", "Explain caching", "Ready?")
        ]

    def test_headings_within_answers_are_labels(self) -> None:
        question = read_one("It is fast.\n\n#### Costs\n\n- stale data\n")
        assert [section.label for section in question.sections] == ["", "Costs"]

    def test_a_deep_heading_under_a_category_is_nothing(self) -> None:
        assert outline("## A\n\n#### deep\n\n- x\n\n### 1. What?\n") == [("q1", "What?", "A")]

    def test_headings_of_level_three_are_questions_if_nothing_looks_like_one(self) -> None:
        assert outline("## A\n\n### Explain caching\n\n- It keeps copies.\n") == [
            ("q1", "Explain caching", "A")
        ]

    def test_a_table_of_contents_is_none(self) -> None:
        text = "## Contents\n\n- [A](#a)\n  - [B](#b)\n\n[C](#c)\n\n## 1. A?\n\na\n\n## B?\n\nb\n"
        assert outline(text) == [("q1", "A?", "pack"), ("q2", "B?", "pack")]

    def test_questions_in_bold(self) -> None:
        pack = read("""
            # Bank

            Intro.

            ## Basics

            Ignored.

            **What is a cache? 👶**

            It keeps copies.

            **Note** this.

            **1) Mean**. Compute the mean
            of a list.

            - sum and divide

            ## More

            **Why
            is it fast?**
            Because it is near.

            **Is that so?**
            """)
        assert [(q.id, q.title, q.prompt, q.category, texts(q)) for q in pack.questions] == [
            (
                "q2",
                "What is a cache?",
                "What is a cache?",
                "Basics",
                ["It keeps copies.", "Note this."],
            ),
            (
                "q1",
                "Mean",
                "Mean. Compute the mean of a list.",
                "Basics",
                ["sum and divide"],
            ),
            ("q3", "Why is it fast?", "Why is it fast?", "More", ["Because it is near."]),
            ("q4", "Is that so?", "Is that so?", "More", []),
        ]

    def test_numbers_in_bold_that_begin_anew_are_no_ids(self) -> None:
        text = "## A\n\n**1)** One\n\n**2)** Two\n\n## B\n\n**1)** Three\n"
        assert outline(text) == [("q1", "One", "A"), ("q2", "Two", "A"), ("q3", "Three", "B")]

    def test_bold_lines_are_labels_where_headings_ask(self) -> None:
        question = read_one("**Answer:**\nSum.\n\n**Why?**\n\n- a\n\n**Why not?**\n\n- b\n")
        assert [section.label for section in question.sections] == ["", "Why?", "Why not?"]

    def test_summaries_over_details(self) -> None:
        pack = read("""
            ## Basics

            <details>
            <summary><b>What is <code>ls</code>?</b></summary><br>
            - It lists <i>files</i>

            More: `List<T>` and List<T>.

            </details>

            <!-- a
            comment -->

            <details><summary>Name two shells.</summary>

            - bash
            - zsh

            </details>
            """)
        assert [(q.title, q.source.line, texts(q)) for q in pack.questions] == [
            ("What is ls?", 5, ["It lists files", "More: List<T> and List<T>."]),
            ("Name two shells.", 15, ["bash", "zsh"]),
        ]

    @pytest.mark.parametrize(
        "answer",
        [
            "#### Answer",
            "#### Answer:",
            "<details><summary>Answer</summary>",
            "**Answer:**",
            "**Answer**:",
            "**Answer**",
            "__ANSWER:__",
        ],
    )
    def test_ways_to_begin_an_answer(self, answer: str) -> None:
        question = read_one(f"- Explain\n\n{answer}\n\nIt keeps copies.\n\n</details>\n")
        assert [aspect.name for aspect in question.aspects] == ["Explain"]
        assert [point.id for point in question.points] == ["q1.summary"]

    @pytest.mark.parametrize("label", ["**Question:** ", "**Question**:\n", "#### Question\n\n"])
    def test_ways_to_ask(self, label: str) -> None:
        question = read_one(f"{label}Which?\n\n- Explain\n\n**Answer:** This.\n")
        assert (question.title, question.prompt) == ("What is a cache?", "Which?")

    def test_what_stands_between_heading_and_answer_is_asked_too(self) -> None:
        question = read_one("""
            Given this table:

            ```
            a b
            ```

            #### Remember

            - Aspect

            **Answer:**
            Sum.
            """)
        assert question.prompt == "What is a cache?\n\nGiven this table:\n\na b\n\nRemember"

    def test_a_scenario_with_an_answer(self) -> None:
        question = read_one(
            "**Question:**\nIt is slow.\n\nWhat now?\n\n- Look\n\n**Answer:**\nMeasure.\n",
            heading="### Scenario 1: Slow",
        )
        assert (question.title, question.prompt) == ("Slow", "It is slow.\n\nWhat now?")
        assert [(aspect.name, len(aspect.points)) for aspect in question.aspects] == [("Look", 1)]

    def test_a_scenario_of_one_line(self) -> None:
        assert read_one("", heading="### Scenario 1: Slow").prompt == "Slow"


class TestTopics:
    def test_a_list_below_topics_with_questions_is_no_closing_list(self) -> None:
        assert read("## Hot topics\n\n- about\n\n### 1. A?\n").topics == ()

    def test_it_may_stand_at_the_level_of_questions_if_it_comes_last(self) -> None:
        pack = read("## 1. A?\n\n## 2. B?\n\n## Additional topics\n\n- C\n")
        assert [topic.name for topic in pack.topics] == ["C"]
        assert len(pack.questions) == 2

    def test_a_topic_that_is_not_there(self) -> None:
        assert complaints("## Topics\n\n- A\n\n### Topic 2.1: Why?\n\n### Topic 1.1: B?\n") == [
            "5: there is no further topic 2; the pack's closing list of topics has 1, counted "
            "from 1"
        ]

    def test_no_topics_at_all(self) -> None:
        (complaint,) = complaints("### Topic 1.1: Why?\n\n### Topic 1.2: How?\n")
        assert complaint.startswith("1: this question belongs to a further topic, and the pack has")

    def test_an_entry_needs_a_name(self) -> None:
        pack = read("# T\n\n### 1. A?\n\n## Topics\n\n- ```\n  code\n  ```\n- B\n\n## End\n")
        assert [(topic.id, topic.name) for topic in pack.topics] == [("t1", "B")]

    def test_half_a_number(self) -> None:
        (complaint,) = complaints("### Topic 1: Why?\n")
        assert complaint.startswith("1: a question of a further topic has two numbers")

    def test_they_are_counted_through_all_documents(self) -> None:
        pack = folder(
            a__md="## Topics\n\n- A\n\n### Topic 2.1: Why?\n", b__md="## More topics\n\n- B\n"
        )
        assert [(topic.id, topic.name) for topic in pack.topics] == [("t1", "A"), ("t2", "B")]
        assert pack.question("t2.1").topic == "t2"


class TestProblems:
    def test_duplicate_numbers(self) -> None:
        assert complaints(
            "### 1. A?\n\n### 01. B?\n\n### Scenario 1: C\n\n### Scenario 1: D\n"
        ) == [
            "3: the number 01 is taken by the question at pack.md:1; give this one another number",
            "7: the number 1 is taken by the question at pack.md:5; give this one another number",
        ]

    @pytest.mark.parametrize("heading", ["### 1.", "###", "### 👶"])
    def test_a_question_without_words(self, heading: str) -> None:
        assert complaints(f"### 9. A?\n\n{heading}\n") == [
            "3: this question has no words; write it in the heading"
        ]

    @pytest.mark.parametrize("text", ["", "\n\n", "# Title\n\nText.\n\n- a\n", "\ufeff"])
    def test_no_question(self, text: str) -> None:
        (complaint,) = complaints(text)
        assert complaint.startswith("0: there is no question in this pack; write each as a heading")

    def test_no_document(self) -> None:
        (complaint,) = folder_complaints(README__md=ONE, thesaurus__md="- a, b\n")
        assert complaint.startswith("some-pack: there is no document here; a pack's folder holds")

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"# A\n\n### What\x92s a cache?\n", "pack.md:3: this is not UTF-8 (byte 0x92); save"),
            ("### A?".encode("utf-16"), "pack.md:1: this is not UTF-8 (byte 0xff); save the file"),
            (b"### A?\n\0", "pack.md:2: this is not a text file; save it as plain UTF-8 text"),
            (
                b"a" * (MAX_BYTES + 1),
                "pack.md: the file has more than 2,000,000 bytes; split the pack",
            ),
        ],
        ids=["Windows-1252", "UTF-16", "NUL", "too large"],
    )
    def test_files_that_are_no_text(self, data: bytes, message: str) -> None:
        with pytest.raises(PackError) as caught:
            read_document("pack.md", data)
        (problem,) = caught.value.problems
        assert str(problem).startswith(message)

    def test_too_deep(self) -> None:
        fine = "".join(f"{'  ' * depth}- item\n" for depth in range(8))
        assert len(read_one(fine).points) == 8
        assert complaints_of(fine + " " * 16 + "- item\n" + " " * 16 + "- item\n") == [
            "11: this is nested more than 8 levels deep; indent it less"
        ]

    @pytest.mark.parametrize("text", ["word " * 3000, "[" * 200])
    def test_too_long(self, text: str) -> None:
        (complaint,) = complaints_of(f"{text}\n")
        assert complaint.startswith("3: this paragraph is too long (more than 10,000 characters")

    def test_all_at_once_in_the_order_of_the_files(self) -> None:
        found = folder_complaints(
            b__md="### 1. A?\n\n- *Difficulty:* no\n- *Tag:* a\n",
            a__md="### 1. A?\n\n- *Difficulty:* no\n",
            pack__toml="name = 1\n",
        )
        assert [line.partition(": ")[0] for line in found] == [
            "a.md:3",
            "b.md:1",
            "b.md:3",
            "b.md:4",
            "pack.toml:1",
        ]

    def test_an_error_holds_its_problems(self) -> None:
        problems = [Problem(Source("a.md", 3), "bad; mend it"), Problem(Source("b", 0), "bad")]
        error = PackError(iter(problems))
        assert error.problems == tuple(problems)
        assert str(error) == "a.md:3: bad; mend it\nb: bad"


class TestAFolder:
    def test_all_of_it(self) -> None:
        pack = folder(
            **{
                "02-more__markdown": "# B\n\n## Y\n\n### 2. How?\n",
                "01-basics__md": "# A\n\n## X\n\n### 1. What?\n\n## Y\n\n### Why?\n",
                "notes__rst": "### 9. Not read?\n",
                "README__md": "### 9. Not read?\n",
                "__hidden__md": "### 9. Not read?\n",
                "thesaurus__md": (
                    "# Words\n\n- deploy, roll  out,\n  ship\n\n## More\n\n- k8s, kubernetes\n"
                    "  - nested, too\n"
                ),
                "pack__toml": (
                    'name = "my-pack"\ntitle = "Mine"\nversion = "1.2.0-rc.1"\nlanguage = "pt-BR"\n'
                    'license = "CC-BY-4.0"\ndescription = "One sentence."\n'
                ),
            }
        )
        assert (pack.name, pack.title, pack.version) == ("my-pack", "Mine", "1.2.0-rc.1")
        assert (pack.language, pack.license) == ("pt-BR", "CC-BY-4.0")
        assert pack.description == "One sentence."
        assert pack.categories == ("X", "Y")
        assert [(q.id, str(q.source)) for q in pack.questions] == [
            ("q1", "01-basics.md:5"),
            ("q3", "01-basics.md:9"),
            ("q2", "02-more.markdown:5"),
        ]
        assert [(group.words, group.source.line) for group in pack.thesaurus] == [
            (("deploy", "roll out", "ship"), 3),
            (("k8s", "kubernetes"), 8),
            (("nested", "too"), 9),
        ]

    def test_it_may_say_nothing_about_itself(self) -> None:
        pack = folder(a__txt=f"# Title\n\n{ONE}")
        assert (pack.name, pack.title, pack.version) == ("some-pack", "Title", "0")
        assert (pack.language, pack.license, pack.description) == ("en", "", "")

    @pytest.mark.parametrize(
        ("toml", "message"),
        [
            (
                'name = "My Pack"',
                "pack.toml:2: “My Pack” is no name; write lower-case letters, dig",
            ),
            ('name = "a--b"', "pack.toml:2: “a--b” is no name"),
            (f'name = "{"a" * 65}"', f"pack.toml:2: “{'a' * 65}” is no name"),
            ('version = ""', "pack.toml:2: “” is no version; write a version such as 1.0.0"),
            ('version = "1 + 2"', "pack.toml:2: “1 + 2” is no version"),
            ("version = 1.0", "pack.toml:2: version has to be text; put it in double quotes"),
            ('language = "English"', "pack.toml:2: “English” is no language; write a language tag"),
            ('nmae = "a"', "pack.toml:2: unknown setting “nmae”; did you mean name?"),
            (
                "name = a",
                "pack.toml:2: this is not TOML: Invalid value (at line 2, column 8); write",
            ),
            ("name = ", "pack.toml:2: this is not TOML: Invalid value (at end of document)"),
            ('name = "', "pack.toml:2: this is not TOML: Unterminated string"),
            ("[name]", "pack.toml:2: name has to be text; put it in double quotes"),
            ('"na\\u006de" = 1', "pack.toml:1: name has to be text"),
        ],
    )
    def test_mistakes_in_pack_toml(self, toml: str, message: str) -> None:
        (complaint,) = folder_complaints(a__md=ONE, pack__toml=f"# about\n{toml}")
        assert complaint.startswith(message)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("- a,, b\n", "thesaurus.md:1: an entry is empty; write words between the commas"),
            ("- a,\n", "thesaurus.md:1: an entry is empty"),
            ("- a, b\n- A, c\n", "thesaurus.md:2: “A” names the group in line 1 already; join the"),
        ],
    )
    def test_mistakes_in_the_thesaurus(self, text: str, message: str) -> None:
        (complaint,) = folder_complaints(a__md=ONE, thesaurus__md=text)
        assert complaint.startswith(message)

    def test_code_in_the_thesaurus_is_skipped(self) -> None:
        assert folder(a__md=ONE, thesaurus__md="- ```\n  code\n  ```\n").thesaurus == ()


class TestTheText:
    def test_line_ends_and_byte_order_marks_change_nothing(self) -> None:
        text = f"# Title\n\n{ONE}"
        packs = [
            read_document("a.md", data)
            for data in (
                text.encode(),
                text.encode("utf-8-sig"),
                text.replace("\n", "\r\n").encode(),
                text.replace("\n", "\r").encode(),
            )
        ]
        assert all(pack == packs[0] for pack in packs)

    @pytest.mark.parametrize(
        ("name", "other"),
        [("a.md", f"{ONE} "), ("b.md", ONE)],
        ids=["another text", "another name"],
    )
    def test_the_digest_changes_with_anything_else(self, name: str, other: str) -> None:
        assert (
            read_document("a.md", ONE.encode()).digest != read_document(name, other.encode()).digest
        )

    def test_the_digest_of_a_folder_covers_all_that_is_read(self) -> None:
        plain = folder(a__md=ONE)
        assert folder(a__md=ONE, README__md="x").digest == plain.digest
        assert folder(a__md=ONE, thesaurus__md="- a, b").digest != plain.digest
        assert folder(a__md=ONE, pack__toml='license = "MIT"').digest != plain.digest

    @pytest.mark.parametrize(
        ("file", "name"),
        [
            ("My Questions.md", "my-questions"),
            ("000_49b.txt", "000-49b"),
            ("질문.md", "pack"),
            ("naïve.md", "nave"),
        ],
    )
    def test_a_pack_is_named_after_its_file(self, file: str, name: str) -> None:
        assert read_document(file, ONE.encode()).name == name

    def test_without_a_heading_of_level_one_it_has_the_title_of_its_file(self) -> None:
        assert read_document("My Questions.md", ONE.encode()).title == "My Questions"

    def test_html_is_looked_through(self) -> None:
        question = read_one(
            "<p align=center>\n<b>Speed</b>: <a href='x'>fast</a><br/>, small\n</p>\n\n"
            "It <em>keeps</em> <b>copies</b> <unknown>. Now<!-- not --> </i>then.\n"
        )
        assert texts(question) == ["fast", "small", "It keeps copies <unknown>.", "Now then."]

    def test_a_large_pack_takes_no_time(self) -> None:
        body = "".join(
            f"- **Term {i}**: explains what it is, and how it works\n"
            f"  - *Ideas:* term | notion {i} + explain | works\n"
            for i in range(20)
        )
        text = "".join(f"### {n}. What is it?\n\n**Answer:**\nSum.\n\n{body}\n" for n in range(100))
        assert len(text) > 200_000
        begin = time.perf_counter()
        pack = read_document("pack.md", text.encode())
        assert time.perf_counter() - begin < 10  # 0.2 on a machine with nothing else to do
        assert len(pack.questions) == 100

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 50 + "\n\n",
            "*a " * 300 + "\n\n",
            "> " * 300 + "a\n",
            "- " * 300 + "a\n",
            "<summary>" * 100,
            "<!--" * 100,
            "- a\n",
            "**a:**\n",
            "A b. " * 200,
        ],
    )
    def test_hostile_texts_take_linear_time(self, text: str) -> None:
        begin = time.perf_counter()
        with suppress(PackError):
            read(ONE + text * (10_000 // len(text)))
        assert time.perf_counter() - begin < 10


pieces = st.sampled_from(
    [
        "# ", "### ", "### 1. ", "### Scenario 1: ", "### Topic 1.1: ", "## Topics\n", "- ", "  - ",
        "    - ", "1. ", "**Answer:**\n", "**Question:** ", "**Label:**\n", "**Label**: a",
        "**Misconceptions:**\n", "*Ideas:* ", "*Said:* ", "*Claim:* ", "*Aspect:* ", "*Weight:* ",
        "*Read:* ", "*Hint:* ", "a", "?", " | ", " + ", " > ", '"', "**", "*", "`", "```\n",
        "[a](#b)",
        "<summary>", "</summary>", "<details>\n", "<b>", "| a | b |\n| - | - |\n", "\n", "\n\n",
        "\t",
        "&", "---\n", "👶", "한", "\ufeff", "\0", ". ", ": ", "\r", "\\",
    ]
)  # fmt: skip


def attempt(name: str, files: dict[str, bytes]) -> Pack | PackError:
    try:
        return read_folder(name, files)
    except PackError as error:
        return error


@given(st.lists(pieces, max_size=60).map("".join) | st.text(max_size=200))
def test_whatever_is_written_gives_a_pack_or_problems(text: str) -> None:
    found = attempt("pack", {"a.md": text.encode("utf-8", "surrogatepass")})
    if isinstance(found, PackError):
        assert all(line.startswith(("a.md", "pack: ")) for line in str(found).split("\n"))
        return
    assert found.questions
    assert len({question.id for question in found.questions}) == len(found.questions)
    for question in found.questions:
        ids = [point.id for point in question.points]
        assert len(set(ids)) == len(ids)
        assert question.title
        assert question.prompt
        assert all(point.text for point in question.points)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_whatever_lies_in_a_folder_gives_a_pack_or_problems(toml: bytes, words: bytes) -> None:
    files = {"a.md": ONE.encode(), "pack.toml": toml, "thesaurus.md": words}
    found = attempt("pack", files)
    assert found.problems if isinstance(found, PackError) else found.questions
