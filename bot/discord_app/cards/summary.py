"""The summary: how an interview went, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.discord_app.cards.parts import GREY, Card, Piece, meter, row, rule, words
from bot.discord_app.cards.verdict import grade
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import MINUS, clip_markdown, count, points, spell
from bot.summary import Highlight, Summary, Tally
from storage.records import EndReason, Interview

MOST_TOPICS = 6
TEXT_LIMIT = 200

ENDINGS = {
    EndReason.COMPLETED: "Interview finished",
    EndReason.STOPPED: "Interview ended",
    EndReason.TIME_UP: "Time is up",
    EndReason.EXPIRED: "Interview closed: nobody came back",
    EndReason.CHANNEL_GONE: "Interview ended: its channel was deleted",
}


def summary_card(
    interview: Interview, summary: Summary, filename: str | None, export: str = ""
) -> Card:
    """Return the summary of an interview that has ended, with its transcript's file beneath.

    `export` is the command that hands out the transcript with the reference answers.
    """
    ending = ENDINGS.get(interview.end_reason or EndReason.STOPPED, "Interview ended")
    title = f"## {ending}"
    if summary.overall is not None:
        title = f"## {points(summary.overall)} of 100 · {ending.lower()}"
    pieces: list[Piece] = [words(title, _facts(summary), _change(summary))]
    pieces += _tallies(summary)
    if summary.strengths:
        pieces += [rule(), words("### 💪 Strengths", *map(_strength, summary.strengths))]
    if summary.gaps:
        pieces += [rule(), words("### 🎯 Work on this", *_gaps(summary.gaps))]
    if filename is not None:
        pieces += [rule(line=False), ui.File(f"attachment://{filename}")]
        if export:
            pieces.append(words(f"-# Your own copy, with the reference answers: {export}"))
    pieces += [rule(line=False), row(TurnButton(Action.AGAIN, interview.id, 0))]
    colour = grade(summary.overall).colour if summary.overall is not None else GREY
    return Card(*pieces, accent=colour)


def _facts(summary: Summary) -> str:
    facts = [
        f"{summary.answered} of {count(summary.planned, 'question')} answered",
        f"{summary.skipped} skipped" if summary.skipped else "",
        f"{summary.timed_out} timed out" if summary.timed_out else "",
        f"{spell(summary.used)} of thinking" if round(summary.used.total_seconds()) else "",
    ]
    return "  •  ".join(fact for fact in facts if fact)


def _change(summary: Summary) -> str:
    if summary.change is None:
        return ""
    than = (
        "your last session"
        if summary.compared_with == 1
        else f"the average of your last {summary.compared_with} sessions"
    )
    change = round(summary.change)
    if change == 0:
        return f"➡️ The same as {than}"
    arrow, sign = ("📈", "+") if change > 0 else ("📉", MINUS)
    return f"{arrow} **{sign}{abs(change)}** compared with {than}"


def _tallies(summary: Summary) -> list[Piece]:
    pieces: list[Piece] = []
    if len(summary.by_topic) > 1:  # a single topic's score is the one above
        lines = [_tally(tally) for tally in summary.by_topic[:MOST_TOPICS]]
        pieces += [rule(), words("### By topic"), *map(words, lines)]
    if len(summary.by_kind) > 1:
        kinds = {"core": "Core questions", "scenario": "Scenarios"}
        spoken = [f"{kinds.get(k.name, k.name)} **{points(k.score)}**" for k in summary.by_kind]
        pieces.append(words("-# " + "  •  ".join(spoken)))
    return pieces


def _tally(tally: Tally) -> str:
    remark = f"{tally.questions} questions" if tally.questions > 1 else ""
    return meter(clip_markdown(tally.name, 60), tally.score, remark)


def _strength(highlight: Highlight) -> str:
    return f"- {_told(highlight)}"


def _told(highlight: Highlight) -> str:
    """Return the sentence with what it is about in bold."""
    about = highlight.aspect.rstrip(".:;") or highlight.title
    text = highlight.text
    if text.startswith(about):
        text = f"**{about}**{text.removeprefix(about)}"
    return clip_markdown(text, TEXT_LIMIT)


def _gaps(gaps: Sequence[Highlight]) -> list[str]:
    lines: list[str] = []
    for gap in gaps:
        lines.append(f"- {_told(gap)}")
        if gap.reading:
            links = [f"[{clip_markdown(x.title, 50)}]({x.url})" for x in gap.reading[:2]]
            lines.append(f"  - 📚 {', '.join(links)}")
    return lines
