"""The question bank, without its answers unless they are due."""

from __future__ import annotations

from bot.bank import Page, Reference, Sheet, Shown
from bot.bank import reference as reference_of
from bot.discord_app.cards.parts import BLURPLE, GREY, Card, Piece, row, rule, words
from bot.discord_app.cards.verdict import whole_lines
from bot.discord_app.controls import PageButton
from bot.discord_app.text import clip_markdown, count, quote
from content.model import Kind, Question

REFERENCE_LIMIT = 2600


def list_card(page: Page, *, title: str, owner: str, key: str, show: str, empty: str) -> Card:
    """Return a page of questions. `key` is what the paging buttons need to find it again."""
    pieces: list[Piece] = [
        words(f"## {title}", f"-# {count(page.total, 'question')}"),
        rule(),
        *([words(_sheet(s)) for s in page.sheets] or [words(empty)]),
    ]
    if page.pages > 1:
        number = page.number
        pieces += [
            rule(line=False),
            row(
                PageButton("bank", owner, f"b.{key}", number - 1, label="◀", disabled=number == 1),
                PageButton(
                    "bank", owner, f"f.{key}", number + 1, label="▶", disabled=number == page.pages
                ),
            ),
            words(f"-# Page {number} of {page.pages}"),
        ]
    if page.sheets:
        pieces.append(words(f"-# {show} shows one of them; the answer only if you ask for it."))
    return Card(*pieces, accent=BLURPLE)


def _sheet(sheet: Sheet) -> str:
    return f"`{sheet.id}` {clip_markdown(sheet.title, 120)}\n-# {_facts(sheet)}"


def _facts(sheet: Sheet) -> str:
    facts = [
        clip_markdown(sheet.category, 60),
        str(sheet.difficulty),
        "scenario" if sheet.kind is Kind.SCENARIO else "",
        "" if sheet.answered else "cannot be scored",
    ]
    return "  •  ".join(fact for fact in facts if fact)


def question_sheet(shown: Shown) -> Card:
    """Return one question, and its reference answer if it is due."""
    sheet = shown.sheet
    lines = [f"-# {sheet.id.upper()}  •  {_facts(sheet)}", f"## {clip_markdown(sheet.title, 300)}"]
    if sheet.prompt.strip() != sheet.title.strip():
        lines.append(clip_markdown(sheet.prompt, 1200))
    if sheet.tags:
        lines.append("-# " + ", ".join(quote(tag, 30) for tag in sheet.tags[:8]))
    pieces: list[Piece] = [words(*lines), rule()]
    if shown.reference is not None:
        pieces += reference_pieces(shown.reference)
    elif not sheet.answered:
        pieces.append(words("This question has no reference answer."))
    else:
        pieces.append(
            words(
                "🔒 The reference answer opens once you have answered this in an interview.",
                "-# Choose `reveal` to read it now; then it no longer counts for the leaderboard.",
            )
        )
    return Card(*pieces, accent=GREY if shown.reference is None else BLURPLE)


def reference_pieces(reference: Reference) -> list[Piece]:
    """Return a reference answer with what to read."""
    lines: list[str] = []
    for passage in reference.passages:
        if passage.label:
            lines.append(f"**{clip_markdown(passage.label, 100)}**")
        lines += [
            f"- **{term}**: {explanation}" if term and explanation else f"- {term or explanation}"
            for term, explanation in passage.points
        ]
    pieces: list[Piece] = [words("### Reference answer", whole_lines(lines, REFERENCE_LIMIT))]
    if reference.reading:
        links = [f"- [{clip_markdown(x.title, 80)}]({x.url})" for x in reference.reading[:5]]
        pieces += [rule(), words("### Read on", *links)]
    return pieces


def reference_card(question: Question) -> Card:
    """Return the reference answer of a question that was just attempted."""
    return Card(
        words(f"-# {question.id.upper()}", f"### {clip_markdown(question.title, 300)}"),
        rule(),
        *reference_pieces(reference_of(question)),
        accent=GREY,
    )
