"""The settings, and the sentences about wrong ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import config
from bot.config import BadSettings, Settings, load

ROOT = Path(__file__).parents[2]
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105 -- made up


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in config.RULES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def write(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_every_setting_has_a_rule_an_example_and_a_line_in_the_docs() -> None:
    fields = {
        str(field.validation_alias or name).upper()
        for name, field in Settings.model_fields.items()
        if not field.exclude
    }
    assert fields == set(config.RULES)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^# ?([A-Z_]+)=", example, re.MULTILINE)) == fields
    docs = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", docs, re.MULTILINE)) == fields


def test_nothing_has_to_be_set() -> None:
    found = load()
    assert found.discord_token is None
    assert found.database_url.startswith("sqlite:///")
    assert found.database_url.endswith("interviews.db")
    assert found.packs_folder.name == "packs"
    assert (found.answer_quiet_seconds, found.log_level, found.log_format) == (4.0, "info", "text")
    assert (found.discord_guild_id, found.shard_count, found.shard_ids) == (None, None, None)
    assert (found.pod_index, found.resume_minutes, found.http_address) == (None, 15, None)
    assert found.sentry_dsn is None
    assert found.secrets == ()


def test_the_example_can_be_used_as_it_is() -> None:
    write((ROOT / ".env.example").read_text(encoding="utf-8"))
    assert load() == load(None)
    bare = re.sub(
        r"^# ?([A-Z_]+)=.*", r"\1=", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE
    )
    write(bare)
    assert load() == load(None)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("LOG_LEVEL=debug\nLOG_FORMAT=json\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    assert (load().log_level, load().log_format) == ("error", "json")
    monkeypatch.setenv("LOG_LEVEL", "")
    assert load().log_level == "debug"


def test_an_option_goes_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///env.db")
    assert load().database_url == "sqlite:///env.db"
    assert load(database="postgresql://host/db").database_url == "postgresql://host/db"
    assert load(database="folder/mine.db").database_url == "sqlite:///folder/mine.db"


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "DISCORD_TOKEN": f" {TOKEN}\n",
        "DATABASE_URL": "postgres://me:p%40ss@db:5432/x",
        "ANSWER_QUIET_SECONDS": "2.5",
        "DISCORD_GUILD_ID": "123456789012345678",
        "PACKS_DIR": str(tmp_path),
        "SHARD_COUNT": "3",
        "SHARD_IDS": "0, 2",
        "POD_INDEX": "1",
        "RESUME_MINUTES": "0",
        "HTTP_ADDRESS": "127.0.0.1:9464",
        "SENTRY_DSN": "https://schluessel@errors.example/42",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    found = load()
    assert found.discord_token == TOKEN
    assert found.answer_quiet_seconds == 2.5
    assert found.discord_guild_id == 123456789012345678
    assert found.packs_folder == tmp_path
    assert (found.shard_count, found.shard_ids) == (3, (0, 2))
    assert (found.pod_index, found.resume_minutes) == (1, 0)
    assert found.http_address == ("127.0.0.1", 9464)
    assert found.sentry_dsn == "https://schluessel@errors.example/42"
    assert found.secrets == (TOKEN, "p%40ss", "p@ss", "schluessel")


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:geheim@db/x")
    monkeypatch.setenv("SENTRY_DSN", "https://schluessel@errors.example/42")
    for shown in (repr(load()), str(load()), load().model_dump_json()):
        assert TOKEN not in shown
        assert "geheim" not in shown
        assert "schluessel" not in shown


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load().log_level = "debug"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", "Bot secret-words"),
        ("DISCORD_TOKEN", '"secret-words"'),
        ("DATABASE_URL", "mysql://me:secret-words@db/x"),
        ("DATABASE_URL", "postgresql://[secret-words"),
        ("ANSWER_QUIET_SECONDS", "0"),
        ("ANSWER_QUIET_SECONDS", "61"),
        ("ANSWER_QUIET_SECONDS", "nan"),
        ("ANSWER_QUIET_SECONDS", "secret-words"),
        ("DISCORD_GUILD_ID", "secret-words"),
        ("DISCORD_GUILD_ID", "7"),
        ("PACKS_DIR", "secret-words"),
        ("LOG_LEVEL", "secret-words"),
        ("LOG_FORMAT", "secret-words"),
        ("SHARD_COUNT", "0"),
        ("SHARD_COUNT", "secret-words"),
        ("SHARD_IDS", "secret-words"),
        ("SHARD_IDS", "0"),
        ("SHARD_IDS", "ordinal"),
        ("POD_INDEX", "-1"),
        ("POD_INDEX", "secret-words"),
        ("RESUME_MINUTES", "-1"),
        ("RESUME_MINUTES", "1441"),
        ("RESUME_MINUTES", "1.5"),
        ("HTTP_ADDRESS", "secret-words"),
        ("HTTP_ADDRESS", "0"),
        ("HTTP_ADDRESS", "65536"),
        ("HTTP_ADDRESS", "http://secret-words:80"),
        ("HTTP_ADDRESS", "::1:80"),
        ("SENTRY_DSN", "secret-words"),
        ("SENTRY_DSN", "https://errors.example/42"),
        ("SENTRY_DSN", "https://secret-words@errors.example/name"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refusal:
        load()
    assert str(refusal.value) == f"{name} {config.RULES[name]}."
    assert refusal.value.__cause__ is None
    assert "secret-words" not in str(refusal.value)


def test_a_shard_beyond_the_count_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_COUNT", "2")
    monkeypatch.setenv("SHARD_IDS", "0,2")
    with pytest.raises(BadSettings, match="SHARD_IDS must be"):
        load()


def test_a_wrong_count_is_one_problem_and_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_COUNT", "0")
    monkeypatch.setenv("SHARD_IDS", "0,2")
    with pytest.raises(BadSettings) as refusal:
        load()
    assert str(refusal.value) == f"SHARD_COUNT {config.RULES['SHARD_COUNT']}."


def test_shards_by_the_host_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_COUNT", "4")
    monkeypatch.setenv("SHARD_IDS", "ordinal/2")
    assert load(host_name="bot-1").shard_ids == (1, 3)
    monkeypatch.setenv("POD_INDEX", "0")
    assert load(host_name="bot-1").shard_ids == (0, 2)


def test_shards_by_a_host_name_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_COUNT", "4")
    monkeypatch.setenv("SHARD_IDS", "ordinal")
    with pytest.raises(BadSettings, match=r"^SHARD_IDS is `ordinal`, but the host name 'bot' "):
        load(host_name="bot")


def test_this_machine_is_asked_for_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_COUNT", "4")
    monkeypatch.setenv("SHARD_IDS", "ordinal")
    monkeypatch.setattr("socket.gethostname", lambda: "bot-2.bots.default")
    assert load().shard_ids == (2,)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("9464", (None, 9464)),
        (" :9464 ", (None, 9464)),
        ("localhost:1", ("localhost", 1)),
        ("[::1]:65535", ("::1", 65535)),
        ("my_pod.example:80", ("my_pod.example", 80)),
    ],
)
def test_where_to_listen(
    monkeypatch: pytest.MonkeyPatch, given: str, address: tuple[str | None, int]
) -> None:
    monkeypatch.setenv("HTTP_ADDRESS", given)
    assert load().http_address == address


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(BadSettings) as refusal:
        load()
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == [
        "LOG_LEVEL",
        "LOG_FORMAT",
    ]


def test_a_file_that_is_no_text_is_told() -> None:
    Path(".env").write_bytes(b"LOG_LEVEL=\xff\xfe")
    with pytest.raises(BadSettings, match="not UTF-8"):
        load()
