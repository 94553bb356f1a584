"""Own sessions: the list, and one of them."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.discord_app.cards.parts import BLURPLE, GREY, Card, Piece, row, rule, words
from bot.discord_app.cards.summary import ENDINGS
from bot.discord_app.cards.verdict import grade
from bot.discord_app.controls import PageButton
from bot.discord_app.text import bar, clip_markdown, count, points, quote, spell
from bot.transcripts.story import Story, TurnStory
from storage.records import EndReason, Interview, TurnState

PAGE = 8
"""Sessions on one page of the list."""
MOST_TURNS = 20
ANSWER_LIMIT = 140


def headline(interview: Interview) -> str:
    """Return what a session is recognised by, in plain words."""
    score = f"{points(interview.score)} of 100" if interview.score is not None else "no score"
    running = ", running" if interview.active else ""
    return (
        f"{interview.started_at:%d %b %Y}: {score}, "
        f"{count(len(interview.turns), 'question')}{running}"
    )


def sessions_card(
    person: str, sessions: Sequence[Interview], page: int, *, more: bool, start: str
) -> Card:
    """Return a page of somebody's sessions, the latest first."""
    pieces: list[Piece] = [words("## Your sessions"), rule()]
    if not sessions:
        pieces.append(words(f"None yet. Your first one is a command away: {start}"))
    pieces += [words(_session(session)) for session in sessions]
    if page > 1 or more:
        pieces += [
            rule(line=False),
            row(
                PageButton("sessions", person, "b", page - 1, label="Previous", disabled=page == 1),
                PageButton("sessions", person, "f", page + 1, label="Next", disabled=not more),
            ),
        ]
    return Card(*pieces, accent=BLURPLE)


def _session(interview: Interview) -> str:
    score = interview.score
    mark = f"**{points(score)}** of 100" if score is not None else "**No score**"
    ending = (
        "still running"
        if interview.active
        else ENDINGS.get(interview.end_reason or EndReason.STOPPED, "")
    )
    when = f"<t:{round(interview.started_at.timestamp())}:f>"
    asked = f"{len(interview.turns)} of {count(len(interview.plan), 'question')}"
    return f"{mark}  •  {when}\n-# {asked}  •  {ending.lower()}  •  `{interview.id}`"


def session_card(story: Story, filename: str) -> Card:
    """Return a session at a glance, with the whole of it as a file."""
    mark = f"{points(story.score)} of 100" if story.score is not None else "No score"
    when = f"<t:{round(story.started_at.timestamp())}:f>"
    facts = [when, clip_markdown(story.pack, 60), story.ending]
    if round(story.used.total_seconds()):
        facts.append(f"{spell(story.used)} of thinking")
    pieces: list[Piece] = [
        words(f"## {mark}", "-# " + "  •  ".join(facts)),
        rule(),
        *(words(_turn(turn)) for turn in story.turns[:MOST_TURNS]),
        rule(),
        ui.File(f"attachment://{filename}"),
    ]
    colour = grade(story.score).colour if story.score is not None else GREY
    return Card(*pieces, accent=colour)


def _turn(turn: TurnStory) -> str:
    title = f"**{turn.number}.** {clip_markdown(turn.title, 100)}"
    said = {
        TurnState.SKIPPED: "skipped",
        TurnState.TIMED_OUT: "no answer",
        TurnState.ABANDONED: "not judged",
        TurnState.OPEN: "standing",
    }.get(turn.state, "")
    lines = [title]
    if turn.score is not None:
        lines.append(f"{bar(turn.score)} **{points(turn.score)}**" + (f"  {said}" if said else ""))
    elif said:
        lines.append(f"-# {said}")
    typed = " ".join(t.text for t in turn.typed if not t.deleted)
    if typed:
        lines.append(f"-# “{quote(typed, ANSWER_LIMIT)}”")
    return "\n".join(lines)
