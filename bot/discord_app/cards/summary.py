"""The summary: how an interview went."""

from __future__ import annotations

from collections.abc import Mapping

from bot.discord_app.cards.parts import GREY, Card, Piece, meter, row, rule, words
from bot.discord_app.cards.verdict import grade
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import bar, clip_markdown, points
from content.model import Question
from storage.records import Interview, Turn, TurnState

MOST_TURNS = 20


def summary_card(interview: Interview, questions: Mapping[str, Question]) -> Card:
    """Return the summary of an interview that has ended."""
    score = interview.score
    title = (
        f"## Interview finished: {points(score)} of 100"
        if score is not None
        else "## Interview ended"
    )
    lines = [_turn_line(turn, questions[turn.question]) for turn in interview.turns[:MOST_TURNS]]
    pieces: list[Piece] = [
        words(title),
        rule(),
        words("### Questions", *lines),
        rule(line=False),
        row(TurnButton(Action.AGAIN, interview.id, 0)),
    ]
    return Card(*pieces, accent=grade(score).colour if score is not None else GREY)


def _turn_line(turn: Turn, question: Question) -> str:
    title = clip_markdown(question.title, 70)
    if turn.score is None:
        return f"{title}\n{bar(0)} \u2013"
    remarks = {TurnState.SKIPPED: "skipped", TurnState.TIMED_OUT: "no answer"}
    return meter(title, turn.score, remarks.get(turn.state, ""))
