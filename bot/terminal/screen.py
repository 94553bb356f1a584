"""What an interview shows on the screen: effects as they come, and the line below the editor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from prompt_toolkit.formatted_text import StyleAndTextTuples
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot import events as ev
from bot.outcome import Outcome
from bot.service import InterviewService
from bot.terminal import paint
from bot.terminal.clock import left, mood, spell
from bot.transcripts.story import minutes, tell_turn
from content.errors import CoachError
from storage.records import Interview, Status

HOW_TO = (
    "Type your answer. Enter starts a new line; Enter on an empty line hands it in, and so do "
    "Ctrl-D and Esc Enter. /help shows what else there is."
)
_OPEN = (Status.ASKING, Status.ANSWERING)
_AIDS = {
    Status.ASKING: "Enter twice: hand in  /hint /skip /pause /help",
    Status.ANSWERING: "Enter twice: hand in  /hint /skip /pause /help",
    Status.PAUSED: "Enter: go on  /end  Ctrl-C: leave for later",
}


class Screen:
    """Prints. The interview is always handed in; nothing is kept here."""

    def __init__(self, console: Console, service: InterviewService) -> None:
        self._console = console
        self._service = service

    def say(self, text: str, style: str = "") -> None:
        """Print a sentence with room around it."""
        self.print(Padding(Text(text, style), (1, 0)))

    def refuse(self, error: CoachError) -> None:
        """Print why something is not possible, in the words of a terminal."""
        self.say(str(error).replace("/interview ", "/"), "yellow")

    def print(self, shown: RenderableType) -> None:
        """Print anything; in plain text without blanks at the ends of lines."""
        if self._console.is_terminal:
            self._console.print(shown)
            return
        with self._console.capture() as captured:
            self._console.print(shown)
        lines = [line.rstrip() for line in captured.get().splitlines()]
        self._console.file.write("\n".join([*lines, ""]))
        self._console.file.flush()

    def outcome(self, outcome: Outcome) -> None:
        """Print what came of an event."""
        for effect in outcome.effects:
            self._effect(outcome.interview, effect)

    def question(self, interview: Interview, turn: int) -> None:
        """Print the question that stands."""
        asked = self._service.question(interview, turn)
        self.print(paint.question(interview, asked, self._service.clock()))

    def verdict(self, interview: Interview, number: int) -> None:
        """Print how a turn ended."""
        asked = self._service.question(interview, number)
        self.print(paint.verdict(tell_turn(interview.turns[number - 1], (), asked)))

    def _effect(self, interview: Interview, effect: ev.Effect) -> None:
        match effect:
            case ev.Ask(turn):
                self.question(interview, turn)
            case ev.ShowVerdict(turn):
                self.verdict(interview, turn)
            case ev.GiveHint(turn, aspect):
                self.print(paint.hint(self._service.question(interview, turn), aspect))
            case ev.Warn():
                rest = left(interview, self._service.clock()) or timedelta()
                self.say(f"{spell(rest)} left. What you have typed by then counts.", "yellow")
            case ev.ShowPaused(by_itself):
                idle = "Two questions went by without a word, so the clock stands."
                why = idle if by_itself else ""
                self.say(why or "Paused. The clock stands, and what you typed is kept.")
            case ev.ShowResumed() if interview.status in _OPEN:
                self.question(interview, interview.turn.number)
            case _:
                pass

    def toolbar(self, interview: Callable[[], Interview]) -> Callable[[], StyleAndTextTuples]:
        """Return what draws the line below the editor: the clock, and what can be done."""

        def draw() -> StyleAndTextTuples:
            return self._toolbar(interview())

        return draw

    def _toolbar(self, interview: Interview) -> StyleAndTextTuples:
        now = self._service.clock()
        rest = left(interview, now)
        aid = _AIDS.get(interview.status, "")
        if interview.next_at is not None:
            soon = minutes(max(interview.next_at - now, timedelta()))
            aid = f"Enter: next (by itself in {soon})  /reference /help"
        clock: StyleAndTextTuples = []
        if rest is not None:
            stands = " paused" if interview.status is Status.PAUSED else ""
            clock = [(f"class:clock.{mood(interview, now)}", f" {minutes(rest)}{stands}")]
        return [*clock, ("class:aid", f"  {aid}")]
