"""Members who want what is not theirs: other people's interviews, transcripts, powers and lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest

from storage.records import Interview
from tests.discord_app.stage import Stage, labels, stage, words
from tests.security.forging import press, submit, told

ACTIONS = (
    *("answer", "submit", "hint", "skip", "pause", "resume"),
    *("end", "stop", "next", "reference", "again"),
)
NOT_THEIRS = "belongs to somebody else"


async def running(s: Stage, channel: Any = None) -> Interview:
    found = await s.repository.active_in(str((channel or s.channel).id))
    assert found is not None
    return found


async def played(s: Stage) -> Interview:
    """Return a session of Mia's that is over."""
    await s.start(questions=1, topic="Storage", difficulty="easy")
    shown = await s.mia.click(s.card(), label="Answer")
    await s.mia.submit_modal(shown, {"text": "my secret words; it takes load off the database"})
    (done,) = await s.repository.interviews_of(str(s.mia.id))
    assert not done.active
    return done


def elsewhere(s: Stage) -> tuple[Any, Any, Any]:
    """Return another server, a channel of it, and somebody who may do everything there."""
    guild = s.env.create_guild("Other server")
    channel = guild.create_text_channel("general")
    admins = guild.create_role("Admins", permissions=discord.Permissions.all())
    return guild, channel, guild.add_member(s.env.create_user("boss"), roles=[admins])


# Custom ids that nobody was given

GARBAGE = (
    "mi:",
    "mi:skip",
    "mi:skip::1",
    "mi:nonsense:{id}:1",
    "mi:skip:{id}:",
    "mi:skip:{id}:-1",
    "mi:skip:{id}:0",
    "mi:skip:{id}:99",
    "mi:skip:{id}:99999999999999999999999999999999999999999999999999999999999999999999",
    "mi:skip:{id}:٢",
    "mi:skip:{id}:1:1",
    "mi:skip:{id}:1\n",
    "MI:SKIP:{id}:1",
    "mi:skip:{id}' or '1'='1:1",
    "mi:skip:%:1",
    "mi:skip:../../x:1",
    "mi:reference:{id}:1",
    "mi:reference:{id}:7",
    "mi:resume:{id}:1",
    "mi:next:{id}:1",
    "mi:submit:{id}:1",
    "mi:skip:zzzzzzzzzz:1",
    "mp:sessions:{noor}:b:1",
    "mp:board:{noor}:b.week.-:1",
    "mp:nonsense:{mia}:x:1",
    "mp:board:{mia}:x:1",
    "mp:board:{mia}:b.century.-:1",
    "mp:bank:{mia}:a.b.c.d.e:1",
    "mp:sessions:{mia}:b:9999999999999999999999999999999999",
    "mp:sessions:{mia}:b:-5",
    "x" * 100,
    "\x00",
    "😀" * 25,
)


@pytest.mark.parametrize("forged", GARBAGE)
async def test_a_forged_custom_id_changes_nothing(tmp_path: Path, forged: str) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        custom_id = forged.format(id=before.id, mia=s.mia.id, noor=s.noor.id)
        result = await press(s, s.mia, custom_id)
        assert not result.acknowledged or result.ephemeral or "mp:" in forged
        await submit(s, s.noor, custom_id, "an answer")
        assert await s.repository.get(before.id) == before
        assert await s.repository.active(front_end="discord") == [before]


async def test_nobody_else_presses_a_button_whatever_it_says(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        for action in ACTIONS:
            for turn in (0, 1, 2):
                result = await press(s, s.noor, f"mi:{action}:{before.id}:{turn}")
                assert result.ephemeral
                assert NOT_THEIRS in told(result)
        assert await s.repository.get(before.id) == before


async def test_nobody_else_submits_an_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        for action in ACTIONS:
            result = await submit(s, s.noor, f"mi:{action}:{before.id}:1", "stolen")
            assert result.ephemeral
            assert NOT_THEIRS in told(result)
        assert await s.repository.get(before.id) == before


async def test_an_answer_to_another_turn_is_handed_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        for turn in ("0", "2", "99"):
            result = await submit(s, s.mia, f"mi:answer:{before.id}:{turn}", "my answer")
            assert result.ephemeral
            assert "my answer" in told(result)
        assert await s.repository.get(before.id) == before


async def test_the_reference_answer_of_an_open_question_stays_covered(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, topic="Storage")
        before = await running(s)
        for turn in (1, 2):
            result = await press(s, s.mia, f"mi:reference:{before.id}:{turn}")
            assert result.ephemeral
            assert "Reference answer" not in told(result)
        shown = await s.mia.slash(
            s.channel, "questions show", query=before.turn.question, reveal=True
        )
        assert "right now" in told(shown)


# Powers


async def test_an_admin_of_another_server_has_no_power_here(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        guild, channel, boss = elsewhere(s)
        await s.env.settle()
        for action in ("end", "stop"):
            result = await press(s, boss, f"mi:{action}:{before.id}:1", channel=channel)
            assert NOT_THEIRS in told(result)
        result = await submit(s, boss, f"mi:stop:{before.id}:1", "x", channel=channel, guild=guild)
        assert NOT_THEIRS in told(result)
        assert await s.repository.get(before.id) == before


async def test_a_moderator_of_one_channel_has_no_power_in_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        corner = s.guild.create_text_channel("corner")
        overwrite = discord.PermissionOverwrite(manage_messages=True)
        s.env.backend.set_overwrite(corner.id, _member(s.noor.id, overwrite))
        await s.env.settle()
        result = await press(s, s.noor, f"mi:stop:{before.id}:1", channel=corner)
        assert NOT_THEIRS in told(result)
        assert await s.repository.get(before.id) == before


def _member(person: int, overwrite: discord.PermissionOverwrite) -> Any:
    from simcord.backend.models import Overwrite  # noqa: PLC0415
    from simcord.enums import OverwriteType  # noqa: PLC0415

    allow, deny = overwrite.pair()
    return Overwrite(person, OverwriteType.MEMBER, allow.value, deny.value)


async def test_a_moderator_may_end_and_nothing_else(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        mods = s.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
        mod = s.guild.add_member(s.env.create_user("mod"), roles=[mods])
        await s.start(questions=2)
        before = await running(s)
        for action in set(ACTIONS) - {"end", "stop"}:
            result = await press(s, mod, f"mi:{action}:{before.id}:1")
            assert NOT_THEIRS in told(result)
        for command in ("answer", "hint", "skip", "pause", "resume"):
            assert NOT_THEIRS in told(await mod.slash(s.channel, f"interview {command}"))
        refused = await mod.slash(s.channel, "transcript export", session=before.id)
        assert NOT_THEIRS in told(refused)
        assert await s.repository.get(before.id) == before


async def test_what_a_member_claims_to_be_called_gives_no_power(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        double = s.guild.add_member(s.env.create_user("mia2", global_name="Mia"))
        await s.env.settle()
        result = await press(s, double, f"mi:stop:{before.id}:1")
        assert NOT_THEIRS in told(result)
        refused = await double.slash(s.channel, "interview end")
        assert NOT_THEIRS in told(refused)


# Transcripts


@pytest.mark.parametrize("command", ["transcript show", "transcript export"])
async def test_nobody_reads_another_members_transcript(tmp_path: Path, command: str) -> None:
    async with stage(tmp_path) as s:
        done = await played(s)
        admins = s.guild.create_role("Admins", permissions=discord.Permissions.all())
        admin = s.guild.add_member(s.env.create_user("admin"), roles=[admins])
        _, channel, boss = elsewhere(s)
        await s.env.settle()
        for session in (done.id, f" {done.id} "):
            for who, where in ((s.noor, s.channel), (admin, s.channel), (boss, channel)):
                result = await who.slash(where, command, session=session)
                assert result.ephemeral
                assert NOT_THEIRS in told(result)
                assert "secret" not in str(result.response.components if result.response else "")
                assert not (result.response and result.response.attachments)
        own = await s.mia.slash(s.channel, command, session=done.id)
        assert own.ephemeral
        assert own.response is not None
        assert own.response.attachments


@pytest.mark.parametrize(
    "session",
    ["", "%", "*", "' or 1=1 --", "../../etc/passwd", "\x00", "x" * 4000, "@everyone", "\u202e"],
)
async def test_a_session_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, session: str
) -> None:
    async with stage(tmp_path) as s:
        await played(s)
        result = await s.noor.slash(s.channel, "transcript export", session=session or " ")
        assert result.ephemeral
        assert "no session" in told(result)
        assert "number" not in told(result)  # nothing unexpected happened


async def test_direct_messages_show_no_more_than_a_server_does(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        done = await played(s)
        await s.bot.create_dm(discord.Object(s.noor.id))
        await s.env.settle()
        for command in ("transcript show", "transcript export"):
            result = await s.noor.user.slash(command, session=done.id)
            assert NOT_THEIRS in told(result)
        listed = await s.noor.user.slash("transcript list")
        assert done.id not in told(listed)


async def test_the_choices_and_lists_of_sessions_are_ones_own(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        done = await played(s)
        _, channel, boss = elsewhere(s)
        await s.env.settle()
        for who, where in ((s.noor, s.channel), (boss, channel)):
            for typed in ("", done.id, done.id[:3], "%", "2026"):
                for command in ("transcript show", "transcript export"):
                    assert not await who.autocomplete(where, command, "session", typed)
            assert done.id not in told(await who.slash(where, "transcript list"))
        own = await s.mia.autocomplete(s.channel, "transcript show", "session", "")
        assert [choice["value"] for choice in own] == [done.id]


async def test_a_list_belongs_to_whoever_asked_for_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        done = await played(s)
        result = await press(s, s.noor, f"mp:sessions:{s.mia.id}:b:1")
        assert result.ephemeral
        assert "Somebody else asked" in told(result)
        assert done.id not in told(result)


# Other servers


async def test_a_leaderboard_shows_the_people_of_its_server_only(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await played(s)
        assert "Mia" in told(await s.noor.slash(s.channel, "leaderboard", period="all"))
        _, channel, boss = elsewhere(s)
        await s.env.settle()
        shown = await boss.slash(channel, "leaderboard", period="all")
        assert "Mia" not in told(shown)
        turned = await press(s, boss, f"mp:board:{boss.id}:p.all.-:1", channel=channel)
        assert "Mia" not in told(turned)


async def test_the_same_channel_number_elsewhere_is_another_place(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        before = await running(s)
        _, channel, boss = elsewhere(s)
        await s.env.settle()
        for command in ("status", "hint", "skip", "end", "pause"):
            result = await boss.slash(channel, f"interview {command}")
            assert result.ephemeral
            assert "No interview is running here" in told(result)
        assert await s.repository.get(before.id) == before


async def test_only_the_candidate_is_shown_what_only_the_candidate_may_press(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        asked = await s.mia.click(s.card(), label="End")
        assert asked.ephemeral
        assert "End the interview" in labels(asked.response)
        assert all("End the interview" not in labels(m) for m in s.messages(viewer=s.noor))
        assert "QUESTION 1" in words(s.card())
