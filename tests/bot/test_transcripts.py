"""Who may read a transcript, and what stands in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from typing_extensions import override

from bot import events as ev
from bot.errors import NotYourTranscript
from bot.shelf import Shelf
from bot.transcripts import Format, Transcript, Transcripts, export
from bot.transcripts.markdown import escape, fence
from bot.transcripts.story import minutes
from content.model import Link
from storage.errors import NotFound
from storage.records import TurnState
from tests.bot.stage import NOW, Stage, pack, shelf

HOSTILE = '<script>alert(1)</script> & "quotes"\n# Heading\n````\n[x](javascript:alert(1)) ![](//e)'


class Page(HTMLParser):
    """Collects tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.marked: list[str] = []
        self.struck: list[str] = []
        self.text = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    @override
    def handle_data(self, data: str) -> None:
        if "style" not in self.inside:
            self.text += data
        if "mark" in self.inside[-1:]:
            self.marked.append(data)
        if "del" in self.inside[-1:]:
            self.struck.append(data)


async def told(stage: Stage | None = None) -> Stage:
    """Play an interview in which everything happens that can happen."""
    stage = stage or Stage(name="Ada <b>*Lovelace*</b>")
    await stage.start(questions=3)
    question = (await stage.current()).turn.question
    await stage.act(ev.Typed("m1", HOSTILE))
    await stage.act(ev.Typed("m2", "draft"))
    await stage.act(ev.Edited("m2", stage_answer(question)))
    await stage.act(ev.Typed("m3", "never mind"))
    await stage.act(ev.Deleted("m3"))
    await stage.service.hint(stage.interview.id, "ada")
    await stage.act(ev.Paused())
    await stage.act(ev.Resumed(), after=600)
    await stage.act(ev.Submitted())
    await stage.act(ev.NextAsked())
    await stage.act(ev.Skipped())
    await stage.act(ev.NextAsked())
    for wait in (150, 30):
        stage.later(wait)
        await stage.service.sweep("test")
    return stage


def stage_answer(question: str) -> str:
    """Return half of an answer."""
    return {
        "q1": "It takes load off the database.",
        "q2": "It is a sorted tree of keys.",
        "q3": "A bug hits only few people.",
    }[question]


async def transcript(stage: Stage, books: Shelf | None = None) -> Transcript:
    return await Transcripts(stage.repository, books or shelf()).load(stage.interview.id, "ada")


async def document(stage: Stage, form: Format, books: Shelf | None = None) -> str:
    return export(await transcript(stage, books), form).data.decode()


# Who may read it


async def test_a_session_is_its_candidates() -> None:
    stage = await told()
    transcripts = Transcripts(stage.repository, shelf())
    assert (await transcripts.load(f" {stage.interview.id} ", "ada")).interview.turns
    with pytest.raises(NotYourTranscript):
        await transcripts.load(stage.interview.id, "eve")
    with pytest.raises(NotYourTranscript):
        await transcripts.export(stage.interview.id, "eve", moderated_server="other")
    with pytest.raises(NotFound):
        await transcripts.load("nope", "ada")


async def test_a_moderator_reads_those_of_the_server() -> None:
    stage = await told()
    transcripts = Transcripts(stage.repository, shelf())
    made = await transcripts.export(stage.interview.id, "mod", moderated_server="guild")
    assert made.data
    outside = Stage(server=None)
    await outside.start()
    with pytest.raises(NotYourTranscript):
        await Transcripts(outside.repository, shelf()).load(outside.interview.id, "mod")


async def test_a_persons_sessions_come_latest_first() -> None:
    stage = Stage()
    first = await stage.play([None])
    stage.later(60)
    second = await stage.play([None])
    transcripts = Transcripts(stage.repository, shelf())
    assert [i.id for i in await transcripts.of("ada")] == [second.id, first.id]
    assert [i.id for i in await transcripts.of("ada", limit=1, offset=1)] == [first.id]
    assert not await transcripts.of("ada", server="other")


async def test_a_file_has_a_name_and_a_type() -> None:
    stage = await told()
    for form in Format:
        made = export(await transcript(stage), form)
        assert made.filename == f"interview-2026-03-04-{stage.interview.id}.{form}"
        assert made.media_type.startswith(("text/", "application/json"))


# The story


async def test_the_story_knows_what_earned_the_points() -> None:
    stage = await told()
    story = (await transcript(stage)).story
    first, second, third = story.turns
    assert [t.state for t in story.turns] == [
        TurnState.ANSWERED,
        TurnState.SKIPPED,
        TurnState.TIMED_OUT,
    ]
    earned = [piece.text for typed in first.typed for piece in typed.pieces if piece.earned]
    assert earned
    assert all(words in stage_answer(first.question) for words in earned)
    assert first.typed[1].earlier == ("draft",)
    assert first.typed[2].deleted
    kinds = [str(h.kind) for h in first.happenings]
    assert kinds == ["hint", "paused", "resumed"]
    assert first.verdict is not None
    assert first.verdict.hint_cost == 5
    assert (second.verdict, second.score) == (None, 0)
    assert [h.text for h in third.happenings] == [
        "Warned that the time was nearly up",
        "Time was up",
    ]
    assert story.used.total_seconds() == 70 + 10 + 180


async def test_the_pieces_of_a_message_are_the_message() -> None:
    stage = await told()
    interview = await stage.current()
    for turn, story in zip(interview.turns, (await transcript(stage)).story.turns, strict=True):
        assert [typed.text for typed in story.typed] == [m.text for m in turn.messages]


# HTML


async def test_the_page_is_safe_and_needs_nothing() -> None:
    page = Page(await document(await told(), Format.HTML))
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "img", "iframe", "link", "b", "form", "object"})
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert all((a.get("href") or "#").startswith(("#", "https://")) for _, a in page.tags)
    assert not any(name.startswith("on") for _, a in page.tags for name in a)
    assert "<script>alert(1)</script>" in page.text
    assert "Ada <b>*Lovelace*</b>" in page.text


async def test_the_page_tells_everything() -> None:
    stage = await told()
    page = Page(await document(stage, Format.HTML))
    story = (await transcript(stage)).story
    assert page.struck == ["draft", "never mind"]
    assert page.marked
    for turn in story.turns:
        assert turn.title in page.text
    assert story.turns[0].verdict is not None
    for name, _ in story.turns[0].verdict.aspects:
        assert name in page.text
    for words in (
        "Hint for 5 points",
        "Paused with",
        "Resumed",
        "Skipped after",
        "No answer in time",
        "Missed",
        "Covered",
        "Reference answer",
        "04 March 2026, 09:30 UTC",
        "Backend questions",
        "Hints took off 5 points",
    ):
        assert words in page.text
    meters = [a for _, a in page.tags if a.get("role") == "img"]
    assert all((a.get("aria-label") or "").endswith("of 100") for a in meters)


async def test_a_link_that_is_no_address_is_only_a_name() -> None:
    stage = Stage()
    await stage.play(["It serves stale data."], topic="Storage", difficulty="easy")
    question = replace(pack().question("q1"), reading=(Link("Evil", "javascript:alert(1)"),))
    evil = Shelf([replace(pack(), questions=(question,))])
    page = await document(stage, Format.HTML, evil)
    assert "Evil" in page
    assert "javascript:" not in page
    assert "javascript:" not in await document(stage, Format.MARKDOWN, evil)


# Markdown


async def test_nothing_typed_is_read_as_markdown() -> None:
    stage = await told()
    text = await document(stage, Format.MARKDOWN)
    tokens = MarkdownIt("commonmark").parse(text)
    fenced = [token.content for token in tokens if token.type == "fence"]
    assert HOSTILE + "\n" in fenced
    assert fenced[1:] == [
        "draft\n",
        stage_answer((await stage.current()).plan[0]) + "\n",
        "never mind\n",
    ]
    inline = [child for token in tokens for child in token.children or []]
    assert {c.type for c in inline}.isdisjoint({"image", "html_inline"})
    links = [str(c.attrs["href"]) for c in inline if c.type == "link_open"]
    assert all(link.startswith("https://example.org/") for link in links)
    headings = [
        t.content for t, n in zip(tokens[1:], tokens, strict=False) if n.type == "heading_open"
    ]
    assert headings[0] == f"Mock interview: {(await stage.current()).score:.0f} of 100"
    assert "Heading" not in headings


async def test_the_markdown_tells_everything() -> None:
    text = await document(await told(), Format.MARKDOWN)
    for words in (
        "before an edit",
        "deleted later",
        "as edited",
        "Hint for 5 points",
        "Paused with",
        "### Covered",
        "### Missed",
        "| Aspect | | Score |",
        "Skipped after 0:10: 0 of 100",
        "No answer when the time was up after 3:00",
        "<summary>Reference answer</summary>",
    ):
        assert words in text


@pytest.mark.parametrize("text", ["", "`", "```", "a\n````\nb", "``" * 20, "~~~", "    x"])
def test_a_fence_is_longer_than_any_inside(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse("\n".join(fence(text)))
    assert [t.type for t in tokens] == ["fence"]
    assert tokens[0].content == (text + "\n" if text else "\n")


@pytest.mark.parametrize(
    "text",
    ["# x", "- x", "1. x", "1) x", "<b>", "[a](b)", "*a* _b_ `c` ~~d~~", "a | b", "> q", "---"],
)
def test_escaped_text_is_only_text(text: str) -> None:
    (opening, inline, _) = MarkdownIt("commonmark").parse(escape(text))
    assert opening.type == "paragraph_open"
    assert "".join(child.content for child in inline.children or []) == text


# JSON


async def test_the_json_holds_everything_that_is_kept() -> None:
    stage = await told()
    interview, entries = await stage.current(), await stage.entries()
    data = json.loads(await document(stage, Format.JSON))
    assert (data["format"], data["version"]) == ("mock-interview-transcript", 1)
    assert data["session"]["id"] == interview.id
    assert data["session"]["score"] == interview.score
    assert data["session"]["settings"]["seconds"] == 180
    assert [turn["state"] for turn in data["turns"]] == ["answered", "skipped", "timed_out"]
    first = data["turns"][0]
    assert [m["text"] for m in first["messages"]] == [m.text for m in interview.turns[0].messages]
    assert first["messages"][1]["earlier"] == ["draft"]
    assert interview.turns[0].receipt is not None
    assert first["receipt"] == json.loads(json.dumps(interview.turns[0].receipt.to_json()))
    assert [entry["kind"] for entry in data["entries"]] == [str(e.kind) for e in entries]
    assert data["entries"][0]["at"] == NOW.isoformat()


# What may be missing


@pytest.mark.parametrize("form", Format)
async def test_a_pack_that_has_changed_or_gone_leaves_the_rest(form: Format) -> None:
    stage = await told()
    kept = tuple(q for q in pack().questions if q.id == "q4")
    for books in (Shelf([replace(pack(), questions=kept)]), Shelf([])):
        text = await document(stage, form, books)
        assert "never mind" in text
        if form is Format.JSON:
            assert [t["question_known"] for t in json.loads(text)["turns"]] == [False] * 3
        else:
            assert "The pack no longer has this question" in text


@pytest.mark.parametrize("form", Format)
async def test_a_session_that_still_runs_can_be_exported(form: Format) -> None:
    stage = Stage()
    await stage.start(questions=1)
    text = await document(stage, form)
    assert "Reference answer" not in text
    await stage.service.stop(stage.interview.id, "ada")
    assert await document(stage, form)


async def test_flags_stand_with_their_reason() -> None:
    stage = Stage()
    await stage.play(
        ["A cache makes writes faster. It serves stale data."], topic="Storage", difficulty="easy"
    )
    for form in (Format.HTML, Format.MARKDOWN):
        assert "Writes still go to the database." in await document(stage, form)


def test_durations() -> None:
    assert [minutes(timedelta(seconds=s)) for s in (-1, 0, 65, 3725)] == [
        "0:00",
        "0:00",
        "1:05",
        "1:02:05",
    ]
