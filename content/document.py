"""A Markdown text -> its blocks, over markdown-it-py; what is too deep or too long is a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from content.blocks import Block, Bullets, Code, Heading, Item, Line, Paragraph, Run, plain
from content.errors import Problems
from content.inline import read_inline, without_html
from content.model import Source

MAX_DEPTH = 8
"""Lists nested deeper than this are a mistake or an attack."""

_MAX_LEVEL = 2 * MAX_DEPTH + 1
"""The level that markdown-it gives to the text in a list of that depth."""

MAX_PARAGRAPH = 10_000
"""Characters in one paragraph. Inline parsing of hostile text takes time quadratic in this."""

MAX_BRACKETS = 50
"""Opening brackets in one paragraph, for the same reason."""

SUMMARY_LEVEL = 7
"""The level of a `<summary>`, below all headings."""

# Inline text is parsed here on demand, which keeps the limits in front of it.
_BLOCKS = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").disable("inline")
_WITHIN_HTML = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")
_WITHIN_HTML.disable(["inline", "html_block"])

_SUMMARY = re.compile(r"<summary>([^<]*(?:<(?!/?summary>)[^<]*)*)</summary>", re.IGNORECASE)
_OPEN = {"bullet_list_open", "ordered_list_open", "tbody_open"}
_CLOSE = {"bullet_list_close", "ordered_list_close", "tbody_close"}


@dataclass(slots=True)
class _Frame:
    """An open list item, or the document itself: the blocks so far, the lists that are open."""

    number: int
    blocks: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    cells: list[Line] = field(default_factory=list)
    row: bool = False


class _Builder:
    """Turns the flat stream of tokens into blocks, with a stack instead of recursion."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._env: EnvType = {}
        self._stack = [_Frame(1)]
        self._too_deep = False
        self._level = 0
        self._in_head = False

    def build(self, text: str) -> tuple[Block, ...]:
        self._tokens(_BLOCKS, text, 1)
        return tuple(self._stack[0].blocks)

    def _tokens(self, md: MarkdownIt, text: str, first: int) -> None:
        for token in md.parse(text, self._env):
            number = first + (token.map[0] if token.map else 0)
            if token.level > _MAX_LEVEL and not self._too_deep:
                self._too_deep = True
                self._problem(
                    number,
                    f"this is nested more than {MAX_DEPTH} levels deep; indent it less",
                )
            self._token(token, number)

    def _token(self, token: Token, number: int) -> None:
        match token.type:
            case kind if kind in _OPEN:
                self._open_list(number)
            case kind if kind in _CLOSE:
                self._close_list()
            case "list_item_open" | "tr_open":
                self._stack.append(_Frame(number, row=token.type == "tr_open"))
            case "list_item_close":
                self._close_item()
            case "tr_close":
                self._close_row()
            case "thead_open" | "thead_close":
                self._in_head = token.nesting == 1
            case "heading_open" | "heading_close":
                self._level = int(token.tag[1]) if token.nesting == 1 else 0
            case _:
                self._leaf(token, number)

    def _leaf(self, token: Token, number: int) -> None:
        match token.type:
            case "inline":
                self._inline(token.content, number)
            case "fence" | "code_block":
                self._stack[-1].blocks.append(Code(token.content.rstrip(), number))
            case "html_block":
                self._html(token.content, number)
            case _:  # quotes are looked through; rules and the rest say nothing
                pass

    def _html(self, html: str, number: int) -> None:
        """Read the Markdown within HTML; a `<summary>` is a heading over its details."""
        for i, part in enumerate(_SUMMARY.split(html)):
            if i % 2:
                self._level = SUMMARY_LEVEL
                self._inline(part, number)
                self._level = 0
            else:
                self._tokens(_WITHIN_HTML, without_html(part), number)
            number += part.count("\n")

    def _open_list(self, number: int) -> None:
        self._stack.append(_Frame(number))

    def _close_list(self) -> None:
        frame = self._stack.pop()
        if frame.items:
            self._stack[-1].blocks.append(Bullets(tuple(frame.items), frame.number))

    def _close_item(self) -> None:
        frame = self._stack.pop()
        if frame.blocks:
            self._stack[-1].items.append(Item(tuple(frame.blocks), frame.number))

    def _close_row(self) -> None:
        """Make an item of a row: its first cell is the term, the others explain it."""
        frame = self._stack.pop()
        if self._in_head or not frame.cells:
            return
        first, *others = frame.cells
        runs = [Run(first.text, bold=True)]
        if others:
            runs.append(Run(": " + "; ".join(plain(cell.runs) for cell in others)))
        paragraph = Paragraph((Line(tuple(runs), frame.number),))
        self._stack[-1].items.append(Item((paragraph,), frame.number))

    def _inline(self, text: str, number: int) -> None:
        if len(text) > MAX_PARAGRAPH or text.count("[") > MAX_BRACKETS:
            self._problem(
                number,
                f"this paragraph is too long (more than {MAX_PARAGRAPH:,} characters or "
                f"{MAX_BRACKETS} brackets); split it with an empty line",
            )
            return
        lines = read_inline(_BLOCKS, text, number, self._env)
        frame = self._stack[-1]
        if self._level and len(self._stack) == 1:
            runs = tuple(run for line in lines for run in (*line.runs, Run(" ")))
            frame.blocks.append(Heading(self._level, Line(runs, number)))
        elif frame.row:
            frame.cells.extend(lines)
        elif lines:
            frame.blocks.append(Paragraph(lines))

    def _problem(self, number: int, message: str) -> None:
        self._problems.add(Source(self._file, number), message)


def read_blocks(text: str, file: str, problems: Problems) -> tuple[Block, ...]:
    """Read the blocks of a Markdown text whose line ends are newlines."""
    return _Builder(file, problems).build(text)
