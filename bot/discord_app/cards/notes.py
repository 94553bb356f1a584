"""Short messages: refusals, confirmations, warnings, where the interview stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from discord import ui

from bot.discord_app.cards.parts import AMBER, BLURPLE, GREY, Card, Note, Piece, link, row, words
from bot.discord_app.cards.question import left
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import calm, clip, count, countdown, in_fence, length, points, spell
from storage.records import Interview, Status

ANSWER_FILE = "your-answer.txt"
FENCE_LIMIT = 2500
"""A lost answer up to this length is shown in the message; a longer one comes as a file."""
STANDS = {
    Status.ASKING: "Waiting for the answer",
    Status.ANSWERING: "Listening to the answer",
    Status.SCORING: "Scoring the answer",
    Status.REVIEWING: "Between two questions",
    Status.PAUSED: "Paused",
    Status.ENDED: "Over",
}
"""What happens in an interview, in the eyes of whoever asks."""


def note(text: str, *, url: str | None = None, label: str = "Go to the question") -> Note:
    """Return a sentence, with a button that leads somewhere."""
    return Note(clip(calm(text), 3500), *([row(link(label, url))] if url else []))


def handed_back(reason: str, answer: str) -> Note:
    """Return why an answer could not be taken, and the answer itself if it is short enough."""
    if length(in_fence(answer)) > FENCE_LIMIT:
        text = f"{clip(calm(reason), 800)}\nNothing is lost. Your answer is in this file:"
        return Note(text, ui.File(f"attachment://{ANSWER_FILE}"))
    return Note(
        f"{clip(calm(reason), 800)}\nNothing is lost. This is what you wrote:\n{in_fence(answer)}"
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
        f"**End this interview now?** {kept}\n-# To go on instead, dismiss this message.",
        row(TurnButton(Action.STOP, interview.id, interview.turn.number)),
    )


def warning(interview: Interview, now: datetime) -> Note:
    """Say that the time is nearly up."""
    rest = left(interview, now) or timedelta()
    what = "for this interview" if interview.settings.total_seconds else "for this question"
    if interview.status is Status.ANSWERING:
        advice = "What you have typed by then is scored."
    else:
        advice = "Half an answer beats none: send what you have."
    return Note(f"⏳ **{spell(rest)} left** {what}. {advice}")


def waiting(interview: Interview, away: timedelta | None) -> Card:
    """Say that the interview waits: nobody answered, or the interviewer itself was away."""
    left_over = (
        f" with **{spell(interview.remaining)}** on the clock" if interview.remaining else ""
    )
    said = (
        (
            "### ⏸️ Sorry, I was away",
            f"I could not be here for {spell(away)}, and your clock stood still meanwhile. "
            f"Everything you did is kept. Your interview waits for you{left_over}.",
        )
        if away is not None
        else (
            "### ⏸️ Are you still there?",
            "Two questions went by without a word, so I stopped the clock. "
            "Your interview waits here for a day.",
        )
    )
    return Card(
        words(*said),
        row(
            TurnButton(Action.RESUME, interview.id, interview.turn.number),
            TurnButton(Action.END, interview.id, interview.turn.number),
        ),
        accent=AMBER,
    )


def paused(interview: Interview, url: str | None) -> Note:
    """Confirm a pause to the one who asked for it."""
    rest = f" with **{spell(interview.remaining)}** left" if interview.remaining else ""
    return note(f"⏸️ Paused{rest}. The clock is stopped until you resume.", url=url)


def resumed(interview: Interview, url: str | None) -> Note:
    """Confirm that the clock runs again."""
    if interview.status is Status.REVIEWING:
        text = "▶️ Welcome back. The next question comes in a moment."
        return note(text, url=url, label="Go to the verdict")
    clock = (
        f" Time is up **{countdown(interview.deadline)}**."
        if interview.deadline is not None
        else ""
    )
    return note(f"▶️ Welcome back to question {interview.turn.number}.{clock}", url=url)


def status(interview: Interview, url: str | None, now: datetime) -> Card:
    """Say where an interview stands."""
    turn = interview.turn
    said = STANDS[interview.status]
    hints = count(len(turn.hints), "hint") if turn.hints else "No hint"
    lines = [
        f"**{said}**  •  question {turn.number} of {len(interview.plan)}",
        f"⏱️ {_clock(interview, now)}",
        f"💡 {hints} used on this question",
        f"📊 **{points(interview.score)}** of 100 so far" if interview.score is not None else "",
        f"-# <@{interview.candidate}> is being interviewed here",
    ]
    pieces: list[Piece] = [words(*lines)]
    if url:
        pieces.append(row(link("Go to the question", url)))
    return Card(*pieces, accent=GREY if interview.status is Status.PAUSED else BLURPLE)


def _clock(interview: Interview, now: datetime) -> str:
    """Return the time that is left, to the second: this message does not count down."""
    rest = left(interview, now)
    if rest is not None:
        stopped = "; the clock is stopped" if interview.deadline is None else ""
        whole = " for the whole interview" if interview.settings.total_seconds else ""
        return f"**{spell(rest)}** left{whole}{stopped}"
    timed = interview.settings.seconds or interview.settings.total_seconds
    return "The clock is stopped until the next question" if timed else "No time limit"
