"""The real bot, in a process of its own, with a simulated Discord in place of Discord.

Only addresses differ: discord.py's two of Discord, and the folder of packs, which holds a small
one. The built-in pack takes seconds to read, so it is left out unless a test wants it. And a
process that fell silent is taken for dead sooner, as tests kill many.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import __main__ as command_line
from bot import launch
from content import library

LEASE = timedelta(seconds=2)
"""Two beats: a process that is alive is never late by as much."""


def run(
    api: str,
    gateway: str,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    *,
    small: bool,
    lease: timedelta = LEASE,
) -> None:
    """Be a bot until something ends it.

    `small` leaves out the built-in pack; `lease` is how long another process must have been silent
    before this one takes its place.
    """
    os.chdir(folder)  # no .env of a developer is here
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    if small:
        library.builtin_names = tuple
    launch.run_discord = partial(launch.run_discord, lease=lease)
    sys.argv = ["mock-interview", "run"]
    command_line.main()
