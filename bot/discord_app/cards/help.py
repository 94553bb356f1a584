"""The help: what can be done, as commands that can be clicked."""

from __future__ import annotations

from collections.abc import Callable

from bot.discord_app.cards.parts import BLURPLE, Card, rule, words
from bot.rules.step import HINT_COST

Mention = Callable[[str], str]


def help_card(mention: Mention, *, reads: bool) -> Card:
    """Return the help. `mention` makes a command clickable."""
    return Card(
        words(
            "## Mock interviews",
            "I ask, you answer, and you see at once what you covered and what you missed. "
            "The same answer always gets the same score.",
        ),
        rule(),
        words("### An interview", *_during(mention, reads=reads)),
        rule(),
        words("### Before and after", *_around(mention)),
        rule(line=False),
        words("-# Up for it? A quick one takes ten minutes: three questions, three minutes each."),
        accent=BLURPLE,
    )


def _during(mention: Mention, *, reads: bool) -> list[str]:
    """Return what can be done in an interview."""
    answering = (
        "Type your answer here, in as many messages as you like, or press **Answer** for a window "
        "of its own. After a quiet moment it is scored."
        if reads
        else "Press **Answer** for a window of its own, or mention me in your message."
    )
    return [
        f"- {mention('interview start')} asks the first question, right here",
        f"- {answering}",
        f"- {mention('interview hint')} costs {HINT_COST:.0f} points of 100, "
        f"{mention('interview skip')} passes",
        f"- {mention('interview pause')} stops the clock, {mention('interview resume')} goes on",
        f"- {mention('interview status')} shows the time left, {mention('interview end')} "
        "ends and saves",
    ]


def _around(mention: Mention) -> list[str]:
    """Return what can be done beside an interview."""
    return [
        f"- {mention('questions browse')} and {mention('questions search')} show what may be "
        f"asked, {mention('questions show')} opens one",
        f"- {mention('transcript list')} has your sessions, {mention('transcript export')} "
        "makes a file of one",
        f"- {mention('leaderboard')} ranks timed first attempts",
    ]
