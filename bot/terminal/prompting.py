"""The line editor: several lines, a clock below them, commands that complete themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style
from typing_extensions import override

from bot.terminal.commands import OFFERED, Command, read
from storage.records import Status

STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse",
        "clock": "bold",
        "clock.soon": "bold ansiyellow",
        "clock.now": "bold ansired",
        "aid": "ansibrightblack",
        "mark": "bold ansicyan",
    }
)
REFRESH = 0.5
"""Seconds between two looks at the clock."""


class Reply(Enum):
    """How a prompt ended."""

    HANDED_IN = auto()
    COMMAND = auto()
    AWAY = auto()
    """The candidate wants out: Ctrl-C, or Ctrl-D without a word."""
    CALLED_OFF = auto()
    """Something happened that the candidate has to see."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a prompt; `text` is what stood in the editor, without the command."""

    reply: Reply
    text: str = ""
    command: Command | None = None


class Prompter:
    """Asks one thing at a time. What is typed can be read, and called off, from outside."""

    def __init__(self, *, colour: bool = True) -> None:
        self._depth = None if colour else ColorDepth.DEPTH_1_BIT
        self._session: PromptSession[Said] | None = None
        self._interrupted = False

    @property
    def text(self) -> str | None:
        """What stands in the editor now; None while nothing is asked."""
        return self._session.default_buffer.text if self._session else None

    async def ask(
        self, phase: Status, *, draft: str, toolbar: Callable[[], StyleAndTextTuples]
    ) -> Said:
        """Let the candidate type until something comes of it."""
        if self._interrupted:
            self._interrupted = False
            return Said(Reply.AWAY, draft)
        several = phase in (Status.ASKING, Status.ANSWERING)
        session: PromptSession[Said] = PromptSession(
            [("class:mark", "> ")],
            multiline=True,
            prompt_continuation="  ",
            key_bindings=_bindings(OFFERED[phase], several_lines=several),
            completer=_Commands(OFFERED[phase]),
            complete_while_typing=True,
            reserve_space_for_menu=4,
            bottom_toolbar=toolbar,
            refresh_interval=REFRESH,
            style=STYLE,
            color_depth=self._depth,
            erase_when_done=True,
        )
        self._session = session
        try:
            return await session.prompt_async(default=draft if several else "", handle_sigint=False)
        finally:
            self._session = None

    async def line(self, question: str) -> str:
        """Ask for one line; Ctrl-C and Ctrl-D count as nothing."""
        session: PromptSession[str] = PromptSession(style=STYLE, color_depth=self._depth)
        try:
            return (await session.prompt_async(question)).strip()
        except (KeyboardInterrupt, EOFError):
            return ""

    def call_off(self) -> None:
        """End the prompt from outside."""
        self._end(Reply.CALLED_OFF)

    def interrupt(self) -> None:
        """Take in a Ctrl-C that came as a signal: between two prompts the next one ends at once."""
        self._interrupted = not self._end(Reply.AWAY)

    def _end(self, reply: Reply) -> bool:
        session = self._session
        if session is None or not session.app.is_running or session.app.is_done:
            return False
        session.app.exit(result=Said(reply, session.default_buffer.text))
        return True

    async def above(self, show: Callable[[], None]) -> None:
        """Print something above the prompt, which stays."""
        if self._session is None:
            show()
        else:
            await run_in_terminal(show)


class _Commands(Completer):
    """Completes a slash at the start of the last line."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands = tuple(commands)

    @override
    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        line = document.current_line_before_cursor
        if not line.startswith("/") or document.text_after_cursor:
            return
        for command in self._commands:
            if f"/{command}".startswith(line.lower()):
                yield Completion(
                    f"/{command}", start_position=-len(line), display_meta=command.does
                )


def _bindings(offered: Iterable[Command], *, several_lines: bool) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        line = read(buffer.text, offered)
        if line.command is not None:
            event.app.exit(result=Said(Reply.COMMAND, line.rest, line.command))
        elif not several_lines:
            event.app.exit(result=Said(Reply.HANDED_IN, buffer.text))
        elif buffer.document.is_cursor_at_the_end and buffer.document.current_line.strip() == "":
            _hand_in(event)
        else:
            buffer.newline(copy_margin=False)

    @keys.add("c-d")
    def _end_of_input(event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            _hand_in(event)
        else:
            event.app.exit(result=Said(Reply.AWAY))

    @keys.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(result=Said(Reply.AWAY, event.current_buffer.text))

    keys.add("escape", "enter")(_hand_in)
    return keys


def _hand_in(event: KeyPressEvent) -> None:
    text = event.current_buffer.text
    if text.strip():
        event.app.exit(result=Said(Reply.HANDED_IN, text.strip("\n").rstrip()))
