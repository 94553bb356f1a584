"""Transcripts of people who typed, and were called, whatever might harm a reader."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typing_extensions import override

from bot import events as ev
from bot.hidden import HIDDEN, dropped, spelled
from bot.shelf import Shelf
from bot.transcripts import Format, Transcript, Transcripts, export
from bot.transcripts.markdown import escape
from content.model import Aspect, Link, Pack, Question
from tests.bot.stage import Stage, pack, shelf

ATTACKS = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "' onmouseover='document.title=1",
    "</blockquote></main><style>*{display:none}</style>",
    "</title></style></head><body onload=alert(1)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example><iframe srcdoc='<script>alert(1)</script>'>",
    "<svg/onload=alert(1)><math><a xlink:href=javascript:alert(1)>x",
    "{{ 7 * 7 }}{% raw %}${{ secrets }}",
    "]]><!--><![CDATA[",
    "[x](javascript:alert(1)) ![x](https://evil.example/p.png) <https://evil.example>",
    "https://evil.example www.evil.example eve@evil.example",
    "@everyone <@1> <@&2> #1",
    "```\n# out\n```\n~~~\n# out\n~~~",
    "# h\n\n---\n\n> q\n\n1. l\n\n| a | b |\n| - | - |\n| c | d |",
    "</details></summary>\n\n<details open>",
    "=HYPERLINK(\"https://evil.example\")\n=cmd|'/c calc'!A1",
    "\u202egnp.exe\u202c \u2066a\u2069 \u200b\ufeff \U000e0041\U000e0042 \x1b]0;x\x07 \x9b31m",
    "a\r\n\r# one\u2028# two\u2029# three\x85# four\x0b# five\x0c# six",
)
ALL = "\n".join(ATTACKS)


def evil_pack() -> Pack:
    """Return a pack whose every text is an attack."""

    def evil(question: Question) -> Question:
        aspects = tuple(
            Aspect(ALL, aspect.points, aspect.source, hint=ALL, weight=aspect.weight)
            for aspect in question.aspects
        )
        points = {p.id: replace(p, term=ALL, explanation=ALL) for p in question.points}
        sections = tuple(
            replace(s, label=ALL, points=tuple(points[p.id] for p in s.points))
            for s in question.sections
        )
        links = (Link(ALL, "javascript:alert(1)"), Link(ALL, 'https://x/" onclick="alert(1)'))
        return replace(
            question,
            title=ALL,
            prompt=ALL + "?",
            category=ALL,
            aspects=aspects,
            sections=sections,
            reading=links,
            tags=(ALL,),
        )

    found = pack()
    return replace(found, title=ALL, questions=tuple(map(evil, found.questions)))


async def transcript(*, taken_back: bool = False) -> Transcript:
    """Return the session of somebody who tries everything, on a pack that does so too."""
    stage = Stage(name=ALL)
    await stage.start(questions=2)
    await stage.act(ev.Typed("m1", ALL + "\nIt takes load off the database."))
    await stage.act(ev.Typed("m2", "a first draft"))
    await stage.act(ev.Edited("m2", ALL))
    if taken_back:
        await stage.act(ev.Typed("m3", "my phone number"))
        await stage.act(ev.Deleted("m3"))
    await stage.service.hint(stage.interview.id, "ada")
    await stage.act(ev.Submitted())
    await stage.act(ev.NextAsked())
    for attack in ATTACKS:
        await stage.act(ev.Typed(f"n{hash(attack)}", attack))
    await stage.act(ev.Submitted())
    return await Transcripts(stage.repository, Shelf([evil_pack()])).load(stage.interview.id, "ada")


async def written(form: Format) -> str:
    return export(await transcript(), form).data.decode()


class Page(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


# HTML


async def test_a_hostile_page_has_the_tags_of_a_harmless_one() -> None:
    harmless = Stage()
    await harmless.play(["It takes load off the database.", None])
    known = await Transcripts(harmless.repository, shelf()).load(harmless.interview.id, "ada")
    plain = Page(export(known, Format.HTML).data.decode())
    page = Page(await written(Format.HTML))
    extra = {"del", "q", "small", "br", "details", "summary", "h4", "a", "mark", "nav"}
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | extra
    for tag in ("html", "head", "body", "style", "title", "main"):
        assert sum(name == tag for name, _ in page.tags) == 1
    for attack in ATTACKS[:10]:
        assert attack in page.text


async def test_no_attribute_runs_or_loads_anything() -> None:
    page = Page(await written(Format.HTML))
    allowed = {
        *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel"),
        *("datetime", "role", "aria-label", "aria-hidden"),
    }
    assert {name for _, attrs in page.tags for name in attrs} <= allowed
    links = [a["href"] or "" for t, a in page.tags if t == "a"]
    assert links
    assert all(link.startswith(("#turn-", "https://x/")) for link in links)


async def test_the_policy_lets_through_one_style_sheet_and_nothing_else() -> None:
    text = await written(Format.HTML)
    head = text.partition("<body>")[0]
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', head)
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy.replace("&#39;", "'").split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert head.index("Content-Security-Policy") < head.index("<title>") < head.index("<style>")
    assert not re.search(r"url\(|@import|expression", sheet)


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here")
def test_a_browser_runs_and_loads_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(asyncio.run(written(Format.HTML)), encoding="utf-8")
    shown = subprocess.run(  # noqa: S603 -- found on this machine
        [
            str(chromium()),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=3000",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = Page(shown.stdout)
    assert "title" in {tag for tag, _ in found.tags}
    assert "<title>Mock interview of" in shown.stdout
    assert not {"script", "img", "iframe", "svg"} & {tag for tag, _ in found.tags}
    assert "Refused to apply" not in shown.stderr  # its own style sheet is let through
    assert "violates the following Content Security Policy" not in shown.stderr


# Markdown


async def test_nothing_becomes_markdown_on_any_code_host() -> None:
    text = await written(Format.MARKDOWN)
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = md.parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert {c.type for c in inline}.isdisjoint({"image", "html_inline", "code_inline", "s_open"})
    links = [str(c.attrs["href"]) for c in inline if c.type == "link_open"]
    assert all(link.startswith("https://x/") for link in links)
    blocks = {t.content.strip() for t in tokens if t.type == "html_block"}
    assert blocks <= {"<details><summary>Reference answer</summary>", "</details>"}
    headings = [n.content for t, n in pairwise(tokens) if t.tag[:1] == "h"]
    assert not [h for h in headings if h in ("out", "h", "one", "two", "three", "four", "five")]
    fenced = [t.content for t in tokens if t.type == "fence"]
    assert any("# out" in content for content in fenced)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_escaped_text_is_nothing_but_text(attack: str) -> None:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = md.parse(escape(attack))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {c.type for c in tokens[1].children or []} <= {"text", "text_special"}
    for link in (r"https?://", r"www\.", r"\w@\w", r"(^|[^\\])@"):  # what code hosts make of it
        assert not re.search(link, escape(attack))


async def test_no_line_of_a_transcript_is_a_formula_outside_of_a_fence() -> None:
    text = await written(Format.MARKDOWN)
    outside = re.sub(r"(`{3,})text\n.*?\n\1", "", text, flags=re.DOTALL)
    assert not [line for line in outside.splitlines() if line.startswith(("=", "+", "@"))]


# JSON


async def test_json_is_json_and_holds_the_very_words() -> None:
    found = await transcript()
    data = json.loads(export(found, Format.JSON).data)
    assert data["turns"][0]["messages"][0]["text"].startswith(ATTACKS[0])
    assert [m["text"] for m in data["turns"][0]["messages"]] == [
        m.text for m in found.interview.turns[0].messages
    ]


# What cannot be seen


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN])
async def test_hidden_characters_can_be_seen(form: Format) -> None:
    text = await written(form)
    assert not HIDDEN.search(text)
    for shown in ("202E", "200B", "E0041", "1B", "9B"):
        assert f"U+{shown.zfill(4)}]" in text.replace("\\", "")


def test_what_writing_and_emoji_need_is_left_alone() -> None:
    family = "\U0001f468\u200d\U0001f469"
    flag = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"
    for text in (family, flag, "❤️", "1️⃣", "می‌خواهم", "a\tb\nc", "नमस्ते"):
        assert spelled(text) == text
    assert dropped(family) == family
    assert dropped("a\u202eb\U000e0041c\u2028d") == "abc\nd"
    assert spelled("\U0001f3f4" + "\U000e0041" * 9) == "\U0001f3f4" + "[U+E0041]" * 9


# Names of files


@pytest.mark.parametrize(
    "session",
    ["../../../etc/passwd", "a/b", "a\\b", "a\x00b", "CON", "a:b", "-rf", "\u202egnp", ""],
)
async def test_a_session_cannot_choose_where_its_file_goes(session: str) -> None:
    found = await transcript()
    changed = replace(found, interview=replace(found.interview, id=session))
    for form in Format:
        name = export(changed, form).filename
        assert re.fullmatch(rf"interview-\d{{4}}-\d\d-\d\d-[0-9A-Za-z-]+\.{form}", name)
        assert Path(name).name == name


# What the whole channel reads


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN])
async def test_what_was_taken_back_stays_away_from_everybody_else(form: Format) -> None:
    own = await transcript(taken_back=True)
    everybody = replace(own, references=False)
    for words in ("my phone number", "a first draft", "Reference answer"):
        assert words in export(own, form).data.decode()
        assert words not in export(everybody, form).data.decode()
