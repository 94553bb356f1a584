"""What the process knows that bots are forked from: every module, and nothing of any interview.

A start then costs a third of a second in place of two and a half. Importing this is its purpose.
"""

from contextlib import suppress

import aiosqlite
import asyncpg  # type: ignore[import-untyped]

from bot import config, launch
from bot.discord_app import running
from content import library
from storage import sql
from tests.simulated import bot

LOADED = (aiosqlite, asyncpg, bot, launch, running, sql)

library.shared_thesaurus()
with suppress(config.BadSettings):  # it is the second time that is quick
    config.load(None)
