"""The small parts of the terminal: commands, the countdown, drafts, saving, painting."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot import events as ev
from bot.leaderboard import Leaderboard, Period
from bot.summary import summarise
from bot.terminal import paint, paint_end
from bot.terminal.clock import left, mood, spell
from bot.terminal.commands import OFFERED, Command, read
from bot.terminal.keeper import Keeper
from bot.terminal.returning import OpenElsewhere, find_again
from bot.terminal.saving import CannotSave, check, save
from bot.terminal.screen import Screen
from bot.transcripts import Transcripts
from content.errors import CoachError
from storage.records import Status
from tests.bot.stage import Stage, pack, shelf


def printed(shown: object, width: int = 60) -> str:
    """Return what a terminal without colours shows."""
    stream = io.StringIO()
    Console(file=stream, width=width, no_color=True).print(shown)
    lines = stream.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/hint", Command.HINT, ""),
        (" /HINT ", Command.HINT, ""),
        ("words\n/skip", Command.SKIP, "words\n"),
        ("/sk", Command.SKIP, ""),
        ("/s", None, "/s"),
        ("/e", None, "/e"),
        ("/pause now", None, "/pause now"),
        ("/etc/passwd", None, "/etc/passwd"),
        ("/hint\nmore", None, "/hint\nmore"),
        ("words /hint", None, "words /hint"),
        ("", None, ""),
    ],
)
def test_a_command_stands_alone_on_the_last_line(
    text: str, command: Command | None, rest: str
) -> None:
    line = read(text)
    assert (line.command, line.rest) == (command, rest)


def test_a_whole_command_is_understood_where_it_is_not_offered() -> None:
    assert read("/reference", OFFERED[Status.ASKING]).command is Command.REFERENCE
    assert read("/ref", OFFERED[Status.ASKING]).command is None


def test_every_command_says_what_it_does() -> None:
    for command in Command:
        assert command.does
    assert set(OFFERED) == set(Status)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (1, "1 second"), (60, "1 minute"), (125.4, "2 minutes 5 seconds")],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert spell(timedelta(seconds=seconds)) == words


async def test_the_countdown_changes_its_mood() -> None:
    stage = Stage()
    await stage.start()
    moods = []
    for wait in (0, 149, 1, 19, 1, 100):
        stage.later(wait)
        moods.append(mood(await stage.current(), stage.now))
    assert moods == ["calm", "calm", "soon", "soon", "now", "now"]
    assert left(await stage.current(), stage.now) == timedelta()
    untimed = Stage()
    await untimed.start(seconds=0)
    assert mood(await untimed.current(), untimed.now) == "calm"
    assert left(await untimed.current(), untimed.now) is None


async def test_a_draft_is_kept_beside_the_transcript() -> None:
    stage = Stage()
    interview = await stage.start()
    keeper = Keeper(stage.repository, interview.id)
    assert await keeper.left() is None
    await keeper.keep(1, "half a\nthought", stage.now)
    kept = await keeper.left()
    assert kept is not None
    assert (kept.turn, kept.draft, kept.seen) == (1, "half a\nthought", stage.now)
    assert len(await stage.entries()) == 2
    for broken in ("", "nonsense", "[]", '{"turn": 1}'):
        await stage.repository.remember(f"terminal draft {interview.id}", broken)
        assert await keeper.left() is None


async def test_whoever_comes_back_finds_the_clock_as_it_was_left() -> None:
    stage = Stage()
    interview = await stage.start()
    keeper = Keeper(stage.repository, interview.id)
    stage.later(50)
    await keeper.keep(1, "draft", stage.now)
    stage.later(40_000)
    found = await find_again(stage.service, interview, keeper)
    assert (found.interview.status, found.draft) == (Status.PAUSED, "draft")
    assert found.interview.remaining == timedelta(seconds=130)
    again = await find_again(stage.service, found.interview, keeper)
    assert again.interview == found.interview


async def test_whoever_left_no_sign_of_life_left_with_the_question() -> None:
    stage = Stage()
    interview = await stage.start()
    await stage.act(ev.Typed("m1", "said"), after=3)
    stage.later(4000)
    keeper = Keeper(stage.repository, interview.id)
    found = await find_again(stage.service, await stage.current(), keeper)
    assert found.draft == "said"
    assert found.interview.remaining == timedelta(seconds=180)


async def test_an_interview_with_signs_of_life_is_left_alone() -> None:
    stage = Stage()
    interview = await stage.start()

    class Alive(Keeper):
        beats = 0

        async def left(self) -> object:  # type: ignore[override]
            self.beats += 1
            await self.keep(1, str(self.beats), stage.now)
            return await super().left()

    with pytest.raises(OpenElsewhere):
        await find_again(stage.service, interview, Alive(stage.repository, interview.id))
    assert (await stage.current()).status is Status.ASKING


@pytest.mark.parametrize(
    ("name", "begins"), [("x.html", b"<!doctype"), ("x.MD", b"# Mock"), ("x.json", b"{")]
)
async def test_a_transcript_is_saved_as_its_ending_says(
    tmp_path: Path, name: str, begins: bytes
) -> None:
    stage = Stage()
    await stage.play([None])
    transcript = await Transcripts(stage.repository, shelf()).load(stage.interview.id, "ada")
    assert save(transcript, tmp_path / name).read_bytes().startswith(begins)
    assert save(transcript, tmp_path).suffix == ".html"
    with pytest.raises(CannotSave, match="cannot be written"):
        save(transcript, tmp_path / "nowhere" / name)
    with pytest.raises(CannotSave, match=r"ends in \.html"):
        check(tmp_path / "x.pdf")


@pytest.mark.parametrize("width", [40, 60, 100])
async def test_everything_fits_a_narrow_terminal(width: int) -> None:
    stage = Stage(name="Ada [bold]Lovelace[/bold]")
    await stage.start(questions=4, kind="mixed")
    first = await stage.current()
    asked = stage.service.question(first, 1)
    text = printed(paint.question(first, asked, stage.now), width)
    assert "Question 1 of 4" in text
    assert "3:00 on the clock" in " ".join(text.split())
    for answer in (None, "A cache makes writes faster, [red]I think[/red].", "", None):
        if answer == "":
            await stage.act(ev.Skipped())
            await stage.act(ev.NextAsked())
        else:
            await stage.answer(answer)
    interview = await stage.current()
    transcripts = Transcripts(stage.repository, shelf())
    story = (await transcripts.load(interview.id, "ada")).story
    verdicts = "\n".join(printed(paint.verdict(turn), width) for turn in story.turns)
    assert "[red]I think[/red]" in " ".join(verdicts.split())
    assert "Skipped" in verdicts
    told = printed(paint_end.summary(summarise(interview, pack())), width)
    assert "overall" in told
    assert "By topic" in told
    board = await Leaderboard(stage.repository, shelf(), clock=lambda: stage.now).show(
        server="guild", caller="ada", period=Period.WEEK
    )
    assert "this week" in printed(paint_end.board(board), width)
    printed(paint.status(interview, stage.now), width)
    for phase in Status:
        printed(paint.commands(phase), width)


async def test_the_change_is_told_in_words() -> None:
    stage = Stage()
    await stage.play([""])
    stage.later(60)
    better = await stage.play([None])
    earlier = await stage.repository.interviews_of("ada")
    told = printed(paint_end.summary(summarise(better, pack(), earlier)))
    assert "100 points better than your last session." in told


def test_plain_text_has_no_blanks_at_the_ends_of_lines() -> None:
    stream = io.StringIO()
    screen = Screen(Console(file=stream, width=60), Stage().service)
    screen.say("A sentence")
    screen.refuse(CoachError("Go on with `/interview resume` first."))
    assert stream.getvalue() == "\nA sentence\n\n\nGo on with `/resume` first.\n\n"
