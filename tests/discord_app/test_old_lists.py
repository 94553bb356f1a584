"""The buttons of lists that another version of the bot left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.discord_app.stage import stage, words
from tests.discord_app.wire import walk


@pytest.mark.parametrize("left", ["zzz:{}:-.month.-:1", "board:{}:-.zzz.-:1", "bank:{}:a.b.c.d:1"])
async def test_an_old_list_says_how_to_get_a_new_one(tmp_path: Path, left: str) -> None:
    async with stage(tmp_path) as s:
        listed = await s.mia.slash(s.channel, "leaderboard")
        assert listed.response is not None
        message = s.env.backend.get_message(s.channel.id, listed.response.id)
        button = next(c for c in walk(message.components) if c.get("custom_id"))
        button["custom_id"] = f"mp:{left.format(s.mia.id)}"
        button["disabled"] = False
        refused = await s.mia.click(listed.response, custom_id=button["custom_id"])
        said = refused.response or refused.followups[-1]
        assert "before I was updated" in words(said)
        assert "</leaderboard:" in words(said)
