"""The settings, from the environment and from `.env` in the current folder.

Nothing is read at import; `load()` reads once, checks everything and says all that is wrong.
Values are never repeated in an error: somebody may have put a secret into the wrong variable.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import sharding
from content.errors import CoachError

ENV_FILE = Path(".env")
APP = "mock-interview"

RULES: Mapping[str, str] = {
    "DISCORD_TOKEN": (
        "must be the bot's token alone, without spaces or quotes; copy it anew from the Bot page "
        "of your application"
    ),
    "DATABASE_URL": (
        "must look like sqlite:///folder/interviews.db or "
        "postgresql://user:password@host:5432/database"
    ),
    "ANSWER_QUIET_SECONDS": "must be a number from 0.5 to 60",
    "DISCORD_GUILD_ID": "must be the id of a server, which is a number of 17 to 20 digits",
    "PACKS_DIR": "must be a folder that exists",
    "LOG_LEVEL": "must be debug, info, warning, error or critical",
    "LOG_FORMAT": "must be text or json",
    "SHARD_COUNT": "must be a number from 1 to 1000",
    "SHARD_IDS": sharding.MUST_BE,
    "POD_INDEX": "must be the number of this process among its equals, counted from 0",
    "RESUME_MINUTES": "must be a whole number from 0 to 1440",
    "HTTP_ADDRESS": "must be a port such as 9464, or host:port such as 127.0.0.1:9464",
    "SENTRY_DSN": "must look like https://key@host/number; copy it anew from your project's page",
}
"""What each variable must be, as the end of a sentence that begins with its name."""

TOLD = "told"
"""The kind of a problem that says more precisely than its rule what is wrong."""


class BadSettings(CoachError):
    """Something is wrong with the settings; one line for each problem."""


class Address(NamedTuple):
    """Where to listen. No host means every address of this machine."""

    host: str | None
    port: int


class Settings(BaseSettings):
    """Everything that can be set. Frozen, and no secret is in its repr."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN")
    database: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    answer_quiet_seconds: float = Field(4.0, ge=0.5, le=60)
    discord_guild_id: int | None = Field(None, ge=10**16, lt=10**20)
    packs_dir: Path | None = None
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
    log_format: Literal["text", "json"] = "text"
    shard_count: int | None = Field(None, ge=1, le=1000)
    pod_index: int | None = Field(None, ge=0)
    host_name: str = Field("", exclude=True, repr=False)
    shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = None
    resume_minutes: int = Field(15, ge=0, le=1440)
    http_address: Annotated[Address | None, NoDecode] = None
    sentry: SecretStr | None = Field(None, validation_alias="SENTRY_DSN")

    @property
    def discord_token(self) -> str | None:
        """The bot's token; None to interview in the terminal."""
        return self.token.get_secret_value() if self.token else None

    @property
    def database_url(self) -> str:
        """Where interviews are kept; a file in the platform's data folder if unset."""
        if self.database:
            return self.database.get_secret_value()
        return f"sqlite:///{data_folder() / 'interviews.db'}"

    @property
    def sentry_dsn(self) -> str | None:
        """Where errors are reported to; None to report none."""
        return self.sentry.get_secret_value() if self.sentry else None

    @property
    def packs_folder(self) -> Path:
        """Where further packs are; it need not exist if it was not set."""
        return self.packs_dir or data_folder() / "packs"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        found = [self.discord_token]
        if self.database:
            parts = urlsplit(self.database_url)
            found += [parts.password, unquote(parts.password)] if parts.password else []
            found += parse_qs(parts.query).get("password", [])
        found.append(urlsplit(self.sentry_dsn or "").username)
        return tuple(dict.fromkeys(secret for secret in found if secret))

    @field_validator("token")
    @classmethod
    def _one_word(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value else ""
        if token and not re.fullmatch(r"[A-Za-z0-9._-]+", token):
            raise ValueError
        return SecretStr(token) if token else None

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        url = value.get_secret_value().strip() if value else ""
        if url and not re.match(r"(sqlite(\+aiosqlite)?|postgres(ql(\+asyncpg)?)?)://", url):
            raise ValueError
        urlsplit(url)  # refuses half a bracket
        return SecretStr(url) if url else None

    @field_validator("packs_dir")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        folder = value.expanduser() if value else None
        if folder is not None and not folder.is_dir():
            raise ValueError
        return folder

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _resolved(cls, value: object, info: ValidationInfo) -> object:
        """Turn what is wanted into the shards; these fields stand before this one."""
        known = info.data
        if not isinstance(value, str) or not {"shard_count", "pod_index"} <= known.keys():
            return None if isinstance(value, str) else value
        try:
            return sharding.shards(
                value,
                count=known["shard_count"],
                pod_index=known["pod_index"],
                host_name=known["host_name"],
            )
        except sharding.BadShards as error:
            raise PydanticCustomError(TOLD, "{problem}", {"problem": str(error)}) from None

    @field_validator("http_address", mode="before")
    @classmethod
    def _host_and_port(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = re.fullmatch(
            r"(?:(\[[0-9A-Fa-f:.]+\]|[\w.-]*):)?(\d{1,5})", value.strip(), re.ASCII
        )
        if found is None or not 0 < int(found[2]) < 65536:
            raise ValueError
        return Address((found[1] or "").strip("[]") or None, int(found[2]))

    @field_validator("sentry")
    @classmethod
    def _dsn(cls, value: SecretStr | None) -> SecretStr | None:
        dsn = value.get_secret_value().strip() if value else ""
        if dsn and not re.fullmatch(r"https?://[^@/\s]+@[^@/\s]+/(?:\S+/)?\d+", dsn):
            raise ValueError
        return SecretStr(dsn) if dsn else None


def load(
    env_file: Path | None = ENV_FILE, *, database: str | None = None, host_name: str | None = None
) -> Settings:
    """Read the settings; BadSettings names every variable that is wrong, and its rule.

    The environment goes before `.env`, and `database` (an address, or the path of a SQLite file)
    before both. An empty value counts as unset. `host_name` is this machine's unless it is given.
    """
    given = {"host_name": socket.gethostname() if host_name is None else host_name}
    if database:
        given["DATABASE_URL"] = database if "://" in database else f"sqlite:///{database}"
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[call-arg, arg-type]  # not in its signature
    except ValidationError as error:
        wrong = {_variable(problem): problem for problem in error.errors()}
        lines = [f"{name} {_ending(name, problem)}." for name, problem in wrong.items()]
        raise BadSettings("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise BadSettings(f"{env_file} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise BadSettings(f"{env_file} cannot be read: {error.strerror}.") from None


def data_folder() -> Path:
    """Return the platform's folder for what this program keeps."""
    return user_data_path(APP, appauthor=False)


def _variable(problem: Mapping[str, Any]) -> str:
    """Return the variable that a problem is about."""
    return str(problem["loc"][0]).upper()


def _ending(name: str, problem: Mapping[str, Any]) -> str:
    """Return how the sentence about a problem goes on."""
    return str(problem["msg"]) if problem["type"] == TOLD else RULES[name]
