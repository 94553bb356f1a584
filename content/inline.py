"""Inline Markdown -> lines of runs: emphasis, links and code lose their marks, not their words."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from content.blocks import Line, Run

SPECIAL = re.compile(r"[\\`*_\[\]!<&]")
"""A text without any of these is plain already."""

_LEAD = re.compile(
    r"(\*\*?)([^\W_](?:[^\\`*_\[\]!<&\n]*[^\\`*_\[\]!<&\s])?)\1(?=[\s:]|\Z)([^\\`*_\[\]!<&\n]*)"
)
"""A line with emphasis at its beginning and nowhere else, as nearly all of a pack's lines are."""

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
_BOLD = {"b", "strong", "summary", "th"}
_ITALIC = {"i", "em"}
_BREAK = {"br", "p", "div", "tr", "li", "details", "hr", "table", "tbody", "thead", "ul", "ol"}
_OTHER = {"a", "center", "code", "col", "dd", "del", "dl", "dt", "font", "img", "ins", "kbd"}
_OTHER |= {"mark", "s", "small", "span", "sub", "sup", "td", "u", *(f"h{n}" for n in range(1, 7))}
KNOWN_TAGS = frozenset(_BOLD | _ITALIC | _BREAK | _OTHER)
"""HTML that is markup. Anything else in angle brackets is text, such as `List<String>`."""


def known_tag(text: str) -> str:
    """Return the name of a known HTML tag, or nothing if it is text."""
    match = _TAG.fullmatch(text)
    name = match[1].lower() if match else ""
    return name if name in KNOWN_TAGS else ""


class _Writer:
    """Gathers runs into lines while the tokens pass by."""

    def __init__(self, first: int) -> None:
        self._number = first
        self._runs: list[Run] = []
        self._bold = self._italic = 0
        self._hrefs: list[str] = []
        self.lines: list[Line] = []

    def write(self, text: str) -> None:
        href = self._hrefs[-1] if self._hrefs else ""
        self._runs.append(Run(text, self._bold > 0, self._italic > 0, href))

    def end_line(self, *, step: int = 0) -> None:
        """Close the line; `step` is 1 where the file has a new line as well."""
        while self._runs and not self._runs[0].text.strip():
            del self._runs[0]
        if any(run.text.strip() for run in self._runs):
            self.lines.append(Line(tuple(self._runs), self._number))
        self._runs = []
        self._number += step

    def style(self, *, bold: int = 0, italic: int = 0) -> None:
        self._bold = max(0, self._bold + bold)
        self._italic = max(0, self._italic + italic)

    def open_link(self, href: str) -> None:
        self._hrefs.append(href)

    def close_link(self) -> None:
        del self._hrefs[-1:]


def read_inline(md: MarkdownIt, text: str, first: int, env: EnvType) -> tuple[Line, ...]:
    """Read the inline Markdown of one block that begins at line `first`."""
    if not SPECIAL.search(text):
        lines = enumerate(text.split("\n"), first)
        return tuple(Line((Run(line),), n) for n, line in lines if line.strip())
    if lead := _LEAD.fullmatch(text):
        stars, marked, rest = lead.groups()
        run = Run(marked, bold=stars == "**", italic=stars == "*")
        return (Line((run, Run(rest)) if rest else (run,), first),)
    tokens: list[Token] = []
    md.inline.parse(text, md, env, tokens)
    writer = _Writer(first)
    for token in tokens:
        _write(writer, token)
    writer.end_line()
    return tuple(writer.lines)


def _write(writer: _Writer, token: Token) -> None:
    match token.type:
        case "text" | "text_special" | "code_inline":
            writer.write(token.content)
        case "softbreak" | "hardbreak":
            writer.end_line(step=1)
        case "strong_open" | "strong_close":
            writer.style(bold=token.nesting)
        case "em_open" | "em_close":
            writer.style(italic=token.nesting)
        case "link_open":
            writer.open_link(str(token.attrGet("href") or ""))
        case "link_close":
            writer.close_link()
        case "html_inline":
            _write_html(writer, token.content)
        case _:  # an image: its alternative text is no part of an answer
            pass


def _write_html(writer: _Writer, html: str) -> None:
    name = known_tag(html)
    nesting = -1 if html.startswith("</") else 1
    if not name and not html.startswith("<!--"):
        writer.write(html)
    elif name in _BREAK:
        writer.end_line()
    elif name in _BOLD:
        writer.style(bold=nesting)
    elif name in _ITALIC:
        writer.style(italic=nesting)


def without_html(html: str) -> str:
    """Turn a block of HTML into Markdown of as many lines: known tags go, bold becomes stars."""
    html = re.sub(r"<!--.*?(?:-->|\Z)", lambda m: "\n" * m[0].count("\n"), html, flags=re.DOTALL)
    html = re.sub(r"(?i)</?(?:b|strong)>", "**", html)
    return _TAG.sub(lambda m: "" if known_tag(m[0]) else m[0], html)
