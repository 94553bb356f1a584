"""What is owed to a channel is kept with the change that calls for it, until it was sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import ChannelBusy, Conflict
from storage.records import NOWHERE, Interview, Post, PostKind, Shards
from storage.repository import Repository
from tests.storage.examples import an_interview, second


def owed(interview: Interview, kind: PostKind = PostKind.CARD, **changes: object) -> Post:
    post = Post(interview.id, kind, 1, interview.version + 1, second(1))
    return replace(post, **changes)  # type: ignore[arg-type]


async def test_a_post_is_owed_from_the_change_on(store: Repository) -> None:
    interview = an_interview()
    card = owed(interview)
    kept = await store.add(interview, [], [card])
    verdict = owed(kept, PostKind.VERDICT, at=second(2))
    await store.save(kept, [], [verdict])
    assert await store.posts(interview.id) == [card, verdict]
    assert await store.unsent(front_end=interview.front_end) == [card, verdict]


async def test_what_was_sent_is_remembered_and_owed_no_more(store: Repository) -> None:
    interview = an_interview()
    card = owed(interview)
    await store.add(interview, [], [card])
    await store.sent(card, "77")
    assert await store.posts(interview.id) == [replace(card, message="77")]
    assert await store.unsent(front_end=interview.front_end) == []


async def test_called_for_anew_it_is_owed_anew(store: Repository) -> None:
    interview = an_interview()
    first = owed(interview, PostKind.PAUSE)
    kept = await store.add(interview, [], [first])
    await store.sent(first, "77")
    again = owed(kept, PostKind.PAUSE, at=second(5))
    await store.save(kept, [], [again])
    await store.sent(first, "77")  # somebody was late
    assert await store.unsent(front_end=interview.front_end) == [again]
    assert again.nonce != first.nonce


async def test_nothing_is_owed_for_what_was_not_kept(store: Repository) -> None:
    interview = an_interview()
    kept = await store.add(interview, [])
    rival = an_interview(channel=kept.channel, id="late")
    with pytest.raises(ChannelBusy):
        await store.add(rival, [], [owed(rival)])
    with pytest.raises(Conflict):
        await store.save(interview, [], [owed(kept)])
    assert await store.unsent(front_end=interview.front_end) == []


async def test_what_one_change_calls_for_comes_in_order(store: Repository) -> None:
    interview = an_interview()
    kinds = [PostKind.SUMMARY, PostKind.WARNING, PostKind.VERDICT]
    await store.add(interview, [], [owed(interview, kind) for kind in kinds])
    found = await store.unsent(front_end=interview.front_end)
    assert [post.kind for post in found] == [PostKind.WARNING, PostKind.VERDICT, PostKind.SUMMARY]


async def test_other_front_ends_and_shards_owe_it_not(store: Repository) -> None:
    interview = an_interview(shard_key=5)
    card = owed(interview)
    await store.add(interview, [], [card])
    assert await store.unsent(front_end="elsewhere") == []
    for ids, mine in (({1}, True), ({0, 2}, False), ({0, 1, 2}, True)):
        shards = Shards(4, frozenset(ids))
        front_end = interview.front_end
        assert await store.unsent(front_end=front_end, shards=shards) == ([card] if mine else [])
        assert bool(await store.active(front_end=front_end, shards=shards)) is mine
        assert bool(await store.due(second(9**9), front_end=front_end, shards=shards)) is mine


def test_a_nonce_is_short_enough_for_discord() -> None:
    post = Post("abcdefghjk", PostKind.SUMMARY, 20, 99_999, second(0), NOWHERE)
    assert len(post.nonce) <= 25
