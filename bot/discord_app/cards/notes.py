"""Short messages: refusals, confirmations, warnings, where the interview stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from discord import ui

from bot.discord_app.cards.parts import AMBER, BLURPLE, GREY, Card, Note, Piece, link, row, words
from bot.discord_app.cards.question import left
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import clip, count, countdown, in_fence, length, spell
from storage.records import Interview, Status

ANSWER_FILE = "your-answer.txt"
FENCE_LIMIT = 2500
"""A lost answer up to this length is shown in the message; a longer one comes as a file."""


def note(text: str, *, url: str | None = None, label: str = "Go to the question") -> Note:
    """Return a sentence, with a button that leads somewhere."""
    return Note(clip(text, 3500), *([row(link(label, url))] if url else []))


def handed_back(reason: str, answer: str) -> Note:
    """Return why an answer could not be taken, and the answer itself if it is short enough."""
    if length(in_fence(answer)) > FENCE_LIMIT:
        text = f"{clip(reason, 800)}\nNothing is lost. Your answer is in this file:"
        return Note(text, ui.File(f"attachment://{ANSWER_FILE}"))
    return Note(
        f"{clip(reason, 800)}\nNothing is lost. This is what you wrote:\n{in_fence(answer)}"
    )


def fits_in_message(answer: str) -> bool:
    """Whether `handed_back` shows the answer itself."""
    return length(in_fence(answer)) <= FENCE_LIMIT


def confirm_end(interview: Interview) -> Note:
    """Ask whether the interview shall end."""
    answered = sum(turn.score is not None for turn in interview.turns)
    kept = (
        f"What you did so far ({count(answered, 'question')}) is scored and saved."
        if answered
        else "Nothing has been scored yet; the transcript is kept all the same."
    )
    return Note(
        f"**End this interview now?** {kept}",
        row(TurnButton(Action.STOP, interview.id, interview.turn.number)),
    )


def warning(interview: Interview, now: datetime) -> Note:
    """Say that the time is nearly up."""
    rest = left(interview, now) or timedelta()
    what = "for this interview" if interview.settings.total_seconds else "for this question"
    if interview.status is Status.ANSWERING:
        advice = "What you have typed by then is scored."
    else:
        advice = "Half an answer beats none: type what you have."
    return Note(f"⏳ **{spell(rest)} left** {what}. {advice}")


def idle_pause(interview: Interview) -> Card:
    """Say that the interviewer stopped the clock because nobody answered."""
    return Card(
        words(
            "### ⏸️ Are you still there?",
            "Two questions went by without a word, so I stopped the clock. "
            "Your interview waits here for a day.",
        ),
        row(
            TurnButton(Action.RESUME, interview.id, interview.turn.number),
            TurnButton(Action.END, interview.id, interview.turn.number),
        ),
        accent=AMBER,
    )


def paused(interview: Interview, url: str | None) -> Note:
    """Confirm a pause to the one who asked for it."""
    rest = f" with **{spell(interview.remaining)}** left" if interview.remaining else ""
    return note(f"⏸️ Paused{rest}. The clock stands until you resume.", url=url)


def resumed(interview: Interview, url: str | None) -> Note:
    """Confirm that the clock runs again."""
    if interview.status is Status.REVIEWING:
        return note("▶️ Welcome back. The next question comes in a moment.", url=url)
    clock = (
        f" Time is up **{countdown(interview.deadline)}**."
        if interview.deadline is not None
        else ""
    )
    return note(f"▶️ Welcome back to question {interview.turn.number}.{clock}", url=url)


def status(interview: Interview, url: str | None, now: datetime) -> Card:
    """Say where an interview stands."""
    turn = interview.turn
    said = {
        Status.ASKING: "Waiting for your answer",
        Status.ANSWERING: "Listening to your answer",
        Status.SCORING: "Scoring your answer",
        Status.REVIEWING: "Between two questions",
        Status.PAUSED: "Paused",
        Status.ENDED: "Over",
    }[interview.status]
    lines = [f"**{said}**  •  question {turn.number} of {len(interview.plan)}"]
    rest = left(interview, now)
    if interview.deadline is not None and rest is not None:
        lines.append(f"⏱️ **{spell(rest)}** left, up {countdown(interview.deadline)}")
    elif rest is not None:
        lines.append(f"⏱️ **{spell(rest)}** left; the clock stands")
    else:
        lines.append("⏱️ No clock is running")
    lines.append(
        f"💡 {count(len(turn.hints), 'hint')} used on this question"
        if turn.hints
        else "💡 No hint used on this question"
    )
    if interview.score is not None:
        lines.append(f"📊 **{interview.score:.0f}** of 100 so far")
    lines.append(f"-# <@{interview.candidate}> is being interviewed here")
    pieces: list[Piece] = [words(*lines)]
    if url:
        pieces.append(row(link("Go to the question", url)))
    return Card(*pieces, accent=GREY if interview.status is Status.PAUSED else BLURPLE)
