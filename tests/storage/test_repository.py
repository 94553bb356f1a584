"""What every store does, in the order of the Protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.errors import ChannelBusy, Conflict, NotFound
from storage.records import EndReason, Entry, EntryKind, Interview, Message, Status, Turn, TurnState
from storage.repository import Repository
from tests.storage.examples import NOW, a_receipt, an_entry, an_interview, second


def ended(interview: Interview) -> Interview:
    return replace(
        interview,
        status=Status.ENDED,
        ended_at=second(9),
        end_reason=EndReason.STOPPED,
        deadline=None,
    )


def answered(interview: Interview) -> Interview:
    """Answer the last question and ask the next."""
    turn = replace(
        interview.turn,
        state=TurnState.ANSWERED,
        messages=(
            Message("m1", "drift", second(1)),
            Message("m2", "oops", second(2), deleted=True),
        ),
        hints=(2, 0),
        answer="drift",
        receipt=a_receipt(),
        score=60.0,
        finished_at=second(3),
    )
    following = Turn(turn.number + 1, "q2", second(4))
    return replace(interview, turns=(*interview.turns[:-1], turn, following))


class TestAdd:
    async def test_returns_what_it_keeps(self, store: Repository) -> None:
        kept = await store.add(answered(an_interview()), [an_entry()])
        assert kept.version == 1
        assert await store.get(kept.id) == kept

    async def test_keeps_the_entries(self, store: Repository) -> None:
        entries = [an_entry("a"), an_entry("b"), an_entry("a")]
        kept = await store.add(an_interview(), entries)
        assert await store.transcript(kept.id) == entries

    async def test_one_active_interview_in_a_channel(self, store: Repository) -> None:
        first = await store.add(an_interview(), [])
        with pytest.raises(ChannelBusy) as error:
            await store.add(an_interview(channel=first.channel, id="late"), [an_entry()])
        assert error.value.channel == first.channel
        with pytest.raises(NotFound):
            await store.get("late")
        with pytest.raises(NotFound):
            await store.transcript("late")

    async def test_a_channel_is_free_after_the_end(self, store: Repository) -> None:
        first = await store.add(an_interview(), [])
        await store.save(ended(first), [])
        following = await store.add(an_interview(channel=first.channel), [])
        assert await store.active_in(first.channel) == following
        await store.add(ended(an_interview(channel=first.channel)), [])

    async def test_the_same_id_twice_is_a_mistake(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        with pytest.raises(Exception, match=r"twice|UNIQUE|unique") as error:
            await store.add(an_interview(id=kept.id), [])
        assert not isinstance(error.value, ChannelBusy)


class TestGet:
    async def test_not_found(self, store: Repository) -> None:
        with pytest.raises(NotFound) as error:
            await store.get("nothing")
        assert error.value.interview_id == "nothing"
        with pytest.raises(NotFound):
            await store.get("no\x00thing")

    async def test_active_in(self, store: Repository) -> None:
        assert await store.active_in("c") is None
        kept = await store.add(answered(an_interview(channel="c")), [])
        await store.add(an_interview(), [])
        assert await store.active_in("c") == kept
        await store.save(ended(kept), [])
        assert await store.active_in("c") is None


class TestSave:
    async def test_returns_what_it_keeps(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        saved = await store.save(answered(kept), [])
        assert saved == replace(answered(kept), version=2)
        assert await store.get(kept.id) == saved

    async def test_appends_to_the_transcript(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [an_entry("a")])
        kept = await store.save(kept, [an_entry("b"), an_entry("c")])
        kept = await store.save(kept, [])
        kept = await store.save(kept, [an_entry("d")])
        assert [e.text for e in await store.transcript(kept.id)] == ["a", "b", "c", "d"]

    async def test_a_message_may_change_and_come(self, store: Repository) -> None:
        kept = await store.save(answered(await store.add(an_interview(), [])), [])
        first, second_one = kept.turns[0].messages
        messages = (replace(first, text="data drift", edited=True), second_one)
        later = Message("m3", "more", second(5))
        turns = (
            replace(kept.turns[0], messages=messages),
            replace(kept.turns[1], messages=(later,)),
        )
        saved = await store.save(replace(kept, turns=turns), [])
        assert saved.turns == turns
        assert await store.get(kept.id) == saved

    async def test_what_is_gone_is_gone(self, store: Repository) -> None:
        kept = await store.save(answered(await store.add(an_interview(), [])), [])
        fewer = replace(kept.turns[0], messages=kept.turns[0].messages[1:], receipt=None)
        saved = await store.save(replace(kept, turns=(fewer,)), [])
        assert await store.get(kept.id) == saved
        await store.save(replace(saved, turns=()), [])
        assert (await store.get(kept.id)).turns == ()

    async def test_every_column_follows(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        changed = replace(
            an_interview(),
            id=kept.id,
            version=1,
            server=None,
            candidate="eve",
            candidate_name="Eve",
            front_end="terminal",
            pack="other",
            pack_version="other@2",
            plan=("x",),
            status=Status.PAUSED,
            started_at=second(1),
            paused_from=Status.ANSWERING,
            deadline=None,
            remaining=timedelta(seconds=90, microseconds=7),
            warn_at=second(2),
            quiet_until=second(3),
            next_at=second(4),
            expires_at=second(5),
        )
        await store.save(changed, [])
        assert await store.get(kept.id) == replace(changed, version=2)

    async def test_conflict(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        saved = await store.save(answered(kept), [])
        with pytest.raises(Conflict) as error:
            await store.save(ended(kept), [an_entry("lost")])
        assert error.value.interview_id == kept.id
        assert await store.get(kept.id) == saved
        assert await store.transcript(kept.id) == []

    async def test_a_version_of_the_future_conflicts_too(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        with pytest.raises(Conflict):
            await store.save(replace(kept, version=7), [])

    async def test_not_found(self, store: Repository) -> None:
        with pytest.raises(NotFound):
            await store.save(an_interview(version=1), [an_entry()])

    async def test_coming_back_to_a_busy_channel(self, store: Repository) -> None:
        first = await store.add(ended(an_interview(channel="c")), [])
        await store.add(an_interview(channel="c"), [])
        with pytest.raises(ChannelBusy):
            await store.save(replace(first, status=Status.ASKING), [])
        assert await store.get(first.id) == first


class TestActive:
    async def test_due(self, store: Repository) -> None:
        late = await store.add(an_interview(deadline=second(60), warn_at=second(30)), [])
        early = await store.add(an_interview(deadline=second(20)), [])
        await store.add(an_interview(deadline=None), [])
        await store.add(an_interview(deadline=second(10), front_end="terminal"), [])
        await store.save(ended(await store.add(an_interview(deadline=second(1)), [])), [])
        assert await store.due(second(19.999999), front_end="discord") == []
        assert await store.due(second(20), front_end="discord") == [early.id]
        assert await store.due(second(99), front_end="discord") == [early.id, late.id]
        assert await store.due(second(99), front_end="discord", limit=1) == [early.id]

    async def test_an_ended_interview_with_a_time_left_over_is_not_due(
        self, store: Repository
    ) -> None:
        await store.add(replace(ended(an_interview()), deadline=second(1)), [])
        assert await store.due(second(99), front_end="discord") == []

    async def test_active(self, store: Repository) -> None:
        late = await store.add(an_interview(started_at=second(5)), [])
        early = await store.add(answered(an_interview()), [])
        await store.add(an_interview(front_end="terminal"), [])
        await store.add(ended(an_interview()), [])
        assert await store.active(front_end="discord") == [early, late]
        assert await store.active(front_end="nothing") == []


class TestTranscript:
    async def test_every_kind_and_its_data(self, store: Repository) -> None:
        data = {"n": 1, "x": 1.5, "none": None, "list": [1, {"deep": True}], "ключ": "значение"}
        entries = [
            Entry(second(number), number, kind, f"text {number}", data)
            for number, kind in enumerate(EntryKind)
        ]
        kept = await store.add(an_interview(), entries)
        assert await store.transcript(kept.id) == entries

    async def test_empty_or_missing(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        assert await store.transcript(kept.id) == []
        with pytest.raises(NotFound):
            await store.transcript("nothing")

    async def test_follows_the_writing_not_the_clock(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [an_entry("a", second(5)), an_entry("b", NOW)])
        assert [e.text for e in await store.transcript(kept.id)] == ["a", "b"]


class TestOfACandidate:
    async def test_interviews_of(self, store: Repository) -> None:
        old = await store.add(ended(an_interview()), [])
        new = await store.add(answered(an_interview(started_at=second(5))), [])
        elsewhere = await store.add(an_interview(server=None, started_at=second(6)), [])
        await store.add(an_interview(candidate="eve"), [])
        assert await store.interviews_of("ada") == [elsewhere, new, old]
        assert await store.interviews_of("ada", server="server") == [new, old]
        assert await store.interviews_of("ada", limit=1, offset=1) == [new]
        assert await store.interviews_of("ada", offset=3) == []
        assert await store.interviews_of("nobody") == []

    async def test_seen(self, store: Repository) -> None:
        await store.add(answered(an_interview()), [])
        await store.add(an_interview(turns=(Turn(1, "q1", second(50)),)), [])
        await store.add(an_interview(pack="other"), [])
        await store.add(an_interview(candidate="eve"), [])
        await store.reveal("ada", "mlops", "q2", second(2))
        await store.reveal("ada", "mlops", "q3", second(7))
        await store.reveal("ada", "mlops", "q3", second(6))
        await store.reveal("eve", "mlops", "q4", second(6))
        seen = {"q1": second(50), "q2": second(4), "q3": second(7)}
        assert await store.seen("ada", "mlops") == seen
        assert await store.seen("nobody", "mlops") == {}


class TestNotes:
    async def test_the_latest_stands(self, store: Repository) -> None:
        assert await store.recall("k") is None
        await store.remember("k", "1")
        await store.remember("l", "other")
        await store.remember("k", "2")
        assert await store.recall("k") == "2"

    async def test_ping(self, store: Repository) -> None:
        await store.ping()


NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001


class TestValues:
    async def test_naive_times_are_refused(self, store: Repository) -> None:
        kept = await store.add(an_interview(), [])
        with pytest.raises(ValueError, match="naive"):
            await store.add(an_interview(started_at=NAIVE), [])
        with pytest.raises(ValueError, match="naive"):
            await store.save(replace(kept, warn_at=NAIVE), [])
        with pytest.raises(ValueError, match="naive"):
            await store.save(kept, [an_entry(at=NAIVE)])
        with pytest.raises(ValueError, match="naive"):
            await store.reveal("ada", "mlops", "q1", NAIVE)
        with pytest.raises(ValueError, match="naive"):
            await store.due(NAIVE, front_end="discord")
        with pytest.raises(ValueError, match="naive"):
            await store.attempts(server=None, since=None, until=NAIVE)
        assert await store.get(kept.id) == kept

    @pytest.mark.parametrize(
        "text",
        ["\U0001f9d1\u200d\U0001f4bb", "a\u200bb", "\ufeff", "e\u0301", "'; --", "\r\n\t", ""],
    )
    async def test_text_is_kept_as_it_is(self, store: Repository, text: str) -> None:
        turn = Turn(1, "q1", NOW, messages=(Message("m", text, NOW),), answer=text)
        entry = Entry(NOW, 1, EntryKind.MESSAGE, text, {text: text})
        kept = await store.add(an_interview(turns=(turn,), candidate_name=text), [entry])
        assert (await store.get(kept.id)).turns == (turn,)
        assert await store.transcript(kept.id) == [entry]

    @pytest.mark.parametrize("text", ["a\x00b", "a\udfffb"])
    async def test_what_databases_refuse_becomes_a_mark(self, store: Repository, text: str) -> None:
        turn = Turn(1, text, NOW, messages=(Message(text, text, NOW),), answer=text)
        entry = Entry(NOW, 1, EntryKind.MESSAGE, text, {text: [text]})
        new = an_interview(candidate=text, turns=(turn,), plan=(text,))
        kept = await store.add(new, [entry])
        assert kept.turn.answer == kept.turn.text == kept.plan[0] == "a\ufffdb"
        assert await store.get(kept.id) == kept
        assert await store.interviews_of(text) == [kept]
        assert await store.transcript(kept.id) == [
            Entry(NOW, 1, EntryKind.MESSAGE, "a\ufffdb", {"a\ufffdb": ["a\ufffdb"]})
        ]
        await store.remember(text, text)
        assert await store.recall(text) == "a\ufffdb"
        await store.reveal(text, text, text, NOW)
        assert await store.seen(text, text) == {"a\ufffdb": NOW}
