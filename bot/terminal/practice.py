"""A whole practice: the interview, how it went, and what becomes of the transcript."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.leaderboard import Leaderboard, Period
from bot.outcome import Place
from bot.planning import Wish
from bot.service import InterviewService
from bot.summary import summarise
from bot.terminal import paint_end
from bot.terminal.piped import Piped
from bot.terminal.player import Player
from bot.terminal.prompting import Prompter
from bot.terminal.saving import save
from bot.terminal.screen import Screen
from bot.transcripts import Transcripts
from content.errors import CoachError
from storage.records import Interview

FRONT_END = "terminal"
PIPED_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at this terminal."""

    user: str
    name: str

    def place(self, suffix: str = "") -> Place:
        """Return where this person is interviewed; one interview at a time."""
        me = f"{FRONT_END}:{self.user}"
        return Place(FRONT_END, me + suffix, None, me, self.name)


def is_interactive() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


async def practise(
    service: InterviewService, person: Person, wish: Wish, *, export: Path | None = None
) -> None:
    """Interview the person at this terminal, or whatever is piped into it."""
    if is_interactive():
        await _interactive(service, person, wish, export)
    else:
        await _piped(service, person, wish, export)


async def _interactive(
    service: InterviewService, person: Person, wish: Wish, export: Path | None
) -> None:
    console = Console(highlight=False)
    prompter = Prompter(colour=not console.no_color)
    screen = Screen(console, service)
    with _interrupting(prompter):
        interview = await Player(service, person.place(), screen, prompter).play(wish)
    if interview.active:
        return
    await _finish(service, interview, screen, export)
    if export is None and any(turn.messages for turn in interview.turns):
        question = "Save the transcript? A file name such as interview.html, or Enter for no: "
        while answer := await prompter.line(question):
            try:
                await _save(service, interview, screen, Path(answer))
                break
            except CoachError as error:
                screen.refuse(error)


@contextmanager
def _interrupting(prompter: Prompter) -> Iterator[None]:
    """Let a Ctrl-C that comes while nothing is asked pause the interview, not break it off."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, prompter.interrupt)
    except NotImplementedError:  # Windows
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def _piped(
    service: InterviewService, person: Person, wish: Wish, export: Path | None
) -> None:
    width = None if os.environ.get("COLUMNS") else PIPED_WIDTH
    colour = bool(os.environ.get("FORCE_COLOR"))
    console = Console(highlight=False, width=width, no_color=not colour, force_terminal=colour)
    screen = Screen(console, service)
    place = person.place(f":piped:{os.getpid()}")
    interview = await Piped(service, place, screen, _next_line).play(wish)
    await _finish(service, interview, screen, export)


def _next_line() -> str | None:
    line = sys.stdin.buffer.readline()
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


async def _finish(
    service: InterviewService, interview: Interview, screen: Screen, export: Path | None
) -> None:
    """Show the summary and the board, and save the transcript if a place for it was given."""
    repository = service.repository
    told = summarise(
        interview,
        service.shelf.pack(interview.pack),
        await repository.interviews_of(interview.candidate),
        await repository.transcript(interview.id),
    )
    screen.print(paint_end.summary(told))
    if interview.settings.timed:
        board = await Leaderboard(repository, service.shelf, clock=service.clock).show(
            server=None,
            caller=interview.candidate,
            caller_name=interview.candidate_name,
            period=Period.ALL,
        )
        screen.print(paint_end.board(board))
    if export is not None:
        await _save(service, interview, screen, export)
    else:
        screen.say(
            f"`mock-interview export {interview.id}` writes the transcript to a file.", "dim"
        )


async def _save(
    service: InterviewService, interview: Interview, screen: Screen, path: Path
) -> None:
    transcripts = Transcripts(service.repository, service.shelf)
    saved = save(await transcripts.load(interview.id, interview.candidate), path)
    screen.say(f"The transcript is in {saved}")
