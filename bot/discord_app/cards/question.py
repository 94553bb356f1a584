"""The question card, in every state that it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import discord

from bot.discord_app.cards.parts import BLURPLE, GREEN, GREY, Card, Piece, row, rule, words
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import clip_markdown, count, countdown, spell
from content.model import Kind, Question
from storage.records import Interview, Status, Turn, TurnState

PROMPT_LIMIT = 1800
HINT_LIMIT = 200
NOTICED = timedelta(seconds=2)
"""An absence from this length on is mentioned."""


class Ears(Enum):
    """What the bot can read in a place."""

    ALL = "all"
    MENTIONS = "mentions"
    """Only messages that mention it: the message content intent is off."""
    NONE = "none"
    """Nothing: it is not a member of the server, somebody brought it along."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question card has to know about the place it is shown in."""

    ears: Ears = Ears.ALL
    explain: bool = False
    """Whether to say, once, why it may not."""


HERE = Surroundings()


def question_card(
    interview: Interview, turn: Turn, question: Question, place: Surroundings = HERE
) -> Card:
    """Return the card of a turn as it stands: asked, listened to, paused or over."""
    pieces: list[Piece] = [words(*heading(interview, turn, question))]
    if turn.state is not TurnState.OPEN:
        pieces += [rule(), words(f"-# {over(turn)}")]
        return Card(*pieces, accent=GREY)
    hints = hint_lines(turn, question)
    if hints:
        pieces += [rule(line=False), words(*hints)]
    pieces += [rule(), words(*state_lines(interview, question, place)), rule(line=False)]
    pieces += [row(*buttons(interview, turn, question))]
    if place.explain:
        pieces.append(words(_WHY_NO_MESSAGES))
    return Card(*pieces, accent=accent(interview))


_WHY_NO_MESSAGES = (
    "-# I cannot read messages in this server: whoever hosts me has not switched on the "
    "*message content* intent. The button and mentions work just as well."
)


def accent(interview: Interview) -> discord.Colour:
    """Return the colour of an open card."""
    if interview.status is Status.PAUSED:
        return GREY
    return GREEN if interview.status is Status.ANSWERING else BLURPLE


def heading(interview: Interview, turn: Turn, question: Question) -> list[str]:
    """Return number, topic, difficulty and the question itself."""
    facts = [
        f"QUESTION {turn.number} OF {len(interview.plan)}",
        question.difficulty.capitalize(),
        "Scenario" if question.kind is Kind.SCENARIO else "",
    ]
    size = "##" if len(question.title) <= 90 else "###"
    lines = [
        "-# " + "  •  ".join(fact for fact in facts if fact),
        f"-# {clip_markdown(question.category, 80)}",
        f"{size} {clip_markdown(question.title, 300)}",
    ]
    if question.prompt.strip() != question.title.strip():
        lines.append(clip_markdown(question.prompt, PROMPT_LIMIT))
    return lines


def hint_lines(turn: Turn, question: Question) -> list[str]:
    """Return the hints that were given."""
    return [f"💡 {hint_text(question, aspect)}" for aspect in turn.hints]


def hint_text(question: Question, aspect: int) -> str:
    """Return the hint of an aspect: its own words, or its name. Never its points."""
    if aspect >= len(question.aspects):
        return "This hint is no longer part of the pack."
    chosen = question.aspects[aspect]
    text = chosen.hint or f"Have you said something about this? *{chosen.name}*"
    return clip_markdown(text, HINT_LIMIT)


def state_lines(interview: Interview, question: Question, place: Surroundings) -> list[str]:
    """Return the clock, what to do now and what a good answer has."""
    if interview.status is Status.PAUSED:
        left = interview.remaining
        clock = f"**{spell(left)}** left on the clock" if left is not None else "no time limit"
        return [
            f"⏸️ **Paused**, {clock}",
            "-# Press **Resume** whenever you are back; what you typed is kept.",
        ]
    return [
        line
        for line in (
            clock_line(interview),
            _how_to_answer(interview, place),
            f"🎯 A good answer covers **{count(scored_aspects(question), 'aspect')}**",
        )
        if line
    ]


def scored_aspects(question: Question) -> int:
    """Return how many aspects an answer is judged by."""
    return sum(bool(aspect.points) for aspect in question.aspects)


def clock_line(interview: Interview) -> str:
    """Return the running clock."""
    away = interview.turn.away
    back = f"\n-# I was away for {spell(away)}; you got that time back" if away >= NOTICED else ""
    if interview.deadline is None:
        return "⏱️ No time limit"
    whole = " for the whole interview" if interview.settings.total_seconds else ""
    return f"⏱️ Time is up{whole} **{countdown(interview.deadline)}**{back}"


def _how_to_answer(interview: Interview, place: Surroundings) -> str:
    if interview.status is Status.ANSWERING:
        quiet = spell(timedelta(seconds=interview.settings.quiet_seconds))
        return (
            f"👂 **Listening.** I score it after {quiet} of silence, or when you press **Submit**"
        )
    return {
        Ears.ALL: "✍️ Type here, in as many messages as you like, or press **Answer**",
        Ears.MENTIONS: "✍️ Press **Answer**, or mention me in your message",
        Ears.NONE: "✍️ Press **Answer** and write in the window that opens",
    }[place.ears]


def buttons(interview: Interview, turn: Turn, question: Question) -> list[TurnButton]:
    """Return the buttons that make sense now."""

    def button(action: Action, *, disabled: bool = False) -> TurnButton:
        return TurnButton(action, interview.id, turn.number, disabled=disabled)

    if interview.status is Status.PAUSED:
        return [button(Action.RESUME), button(Action.END)]
    first = Action.SUBMIT if interview.status is Status.ANSWERING else Action.ANSWER
    out_of_hints = len(turn.hints) >= scored_aspects(question)
    return [
        button(first),
        button(Action.HINT, disabled=out_of_hints),
        button(Action.SKIP),
        button(Action.PAUSE),
        button(Action.END),
    ]


def over(turn: Turn) -> str:
    """Return in a few words how a turn ended and how long it took."""
    took = spell((turn.finished_at or turn.asked_at) - turn.asked_at)
    return {
        TurnState.ANSWERED: f"✅ Answered in {took}",
        TurnState.SKIPPED: f"⏭️ Skipped after {took}",
        TurnState.TIMED_OUT: f"⌛ Time was up after {took}",
        TurnState.ABANDONED: f"⏹️ The interview ended here after {took}",
    }.get(turn.state, "")


def left(interview: Interview, now: datetime) -> timedelta | None:
    """Return the time that is left, running or not; None without a clock."""
    if interview.deadline is not None:
        return max(interview.deadline - now, timedelta())
    return interview.remaining
