"""The question bank, without its answers unless they are due."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bank import Page, Passage, Reference, Sheet, Shown
from bot.bank import reference as reference_of
from bot.discord_app.cards.parts import BLURPLE, GREY, Card, Piece, row, rule, words
from bot.discord_app.cards.verdict import whole_lines
from bot.discord_app.controls import PageButton
from bot.discord_app.text import clip_markdown, count, quote
from content.model import Kind, Question

REFERENCE_LIMIT = 3300
MOST_BLOCKS = 12


def list_card(
    page: Page, *, title: str, owner: str, key: str, show: str, empty: str, topics: bool = True
) -> Card:
    """Return a page of questions. `key` is what the paging buttons need to find it again.

    `topics` is whether each question tells its topic.
    """
    pieces: list[Piece] = [
        words(f"## {title}", f"-# {count(page.total, 'question')}"),
        rule(),
        *([words(_sheet(s, topic=topics)) for s in page.sheets] or [words(empty)]),
    ]
    if page.pages > 1:
        number = page.number
        pieces += [
            rule(line=False),
            row(
                PageButton(
                    "bank", owner, f"b.{key}", number - 1, label="Previous", disabled=number == 1
                ),
                PageButton(
                    "bank",
                    owner,
                    f"f.{key}",
                    number + 1,
                    label="Next",
                    disabled=number == page.pages,
                ),
            ),
            words(f"-# Page {number} of {page.pages}"),
        ]
    if page.sheets:
        pieces.append(words(f"-# {show} opens one of them; the answer stays covered."))
    return Card(*pieces, accent=BLURPLE)


def _sheet(sheet: Sheet, *, topic: bool) -> str:
    return f"`{sheet.id}` {clip_markdown(sheet.title, 120)}\n-# {_facts(sheet, topic=topic)}"


def _facts(sheet: Sheet, *, topic: bool = True) -> str:
    facts = [
        clip_markdown(sheet.category, 60) if topic else "",
        sheet.difficulty.capitalize(),
        "Scenario" if sheet.kind is Kind.SCENARIO else "",
        "" if sheet.answered else "Cannot be scored",
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
    blocks = [_passage(passage) for passage in reference.passages]
    if len(blocks) > MOST_BLOCKS:
        blocks = [[line for block in blocks for line in block]]
    share = _shares(blocks, REFERENCE_LIMIT)
    pieces: list[Piece] = [words("### Reference answer")]
    pieces += [words(whole_lines(b, s)) for b, s in zip(blocks, share, strict=True)]
    if reference.reading:
        links = [f"- [{clip_markdown(x.title, 80)}]({x.url})" for x in reference.reading[:5]]
        pieces += [rule(), words("### Read on", *links)]
    return pieces


def _passage(passage: Passage) -> list[str]:
    lines = [f"**{clip_markdown(passage.label, 100)}**"] if passage.label else []
    if not passage.label and len(passage.points) == 1 and not passage.points[0][0]:
        return [passage.points[0][1]]  # the summary stands by itself
    return lines + [
        f"- **{term}**: {explanation}" if term and explanation else f"- {term or explanation}"
        for term, explanation in passage.points
    ]


def _shares(blocks: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Divide the room among blocks by their length."""
    sizes = [sum(len(line) + 1 for line in block) for block in blocks]
    total = max(sum(sizes), 1)
    return [size if total <= limit else size * limit // total for size in sizes]


def reference_card(question: Question) -> Card:
    """Return the reference answer of a question that was just attempted."""
    return Card(
        words(
            f"-# {question.id.upper()}  •  {clip_markdown(question.category, 60)}",
            f"### {clip_markdown(question.title, 300)}",
        ),
        rule(),
        *reference_pieces(reference_of(question)),
        accent=GREY,
    )
