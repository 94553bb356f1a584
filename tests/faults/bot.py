"""The real bot, as in `tests.simulated.bot`, with its longest waits made short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.discord_app import debts, sweeper
from tests.simulated import bot


def run(*arguments: Any, **options: Any) -> None:
    """Be a bot that looks for what is due, and for what is owed, every second."""
    sweeper.ASK_EVERY = 1
    sweeper.PAY_EVERY = 1
    debts.FIRST_WAIT = timedelta(seconds=1)
    debts.LONGEST_WAIT = timedelta(seconds=4)
    bot.run(*arguments, **options)
