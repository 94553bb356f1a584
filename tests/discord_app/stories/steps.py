"""What may happen in a story, as small values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.discord_app.controls import Action

PLACES = 4
"""Two channels, a thread, and each person's direct messages."""
PEOPLE = 3
"""Two candidates and a moderator."""

Options: TypeAlias = tuple[tuple[str, str | int | bool], ...]


@dataclass(frozen=True)
class Command:
    """Somebody uses a slash command."""

    place: int
    who: int
    name: str
    options: Options = ()


@dataclass(frozen=True)
class Say:
    """Somebody writes."""

    place: int
    who: int
    text: str


@dataclass(frozen=True)
class Edit:
    """Somebody changes one of the latest messages of their own."""

    place: int
    who: int
    which: int
    text: str


@dataclass(frozen=True)
class Delete:
    """Somebody takes back one of the latest messages of their own."""

    place: int
    who: int
    which: int


@dataclass(frozen=True)
class Typing:
    """Somebody is typing."""

    place: int
    who: int


@dataclass(frozen=True)
class Press:
    """Somebody presses a button, of an older message too; forged if there is no such button."""

    place: int
    who: int
    action: Action
    age: int = 0


@dataclass(frozen=True)
class Forge:
    """Somebody presses or submits what was never shown."""

    place: int
    who: int
    custom_id: str
    modal: bool


@dataclass(frozen=True)
class Answer:
    """Somebody submits an answer window that was opened some time ago, or just now."""

    place: int
    who: int
    text: str
    age: int = 0


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    seconds: float


@dataclass(frozen=True)
class Sleep:
    """The machine sleeps: the clock jumps."""

    seconds: float


@dataclass(frozen=True)
class Restart:
    """The process dies, or leaves, and another one comes later; meanwhile somebody writes."""

    downtime: float
    signing_in: float = 0.0
    politely: bool = False
    meanwhile: tuple[Say | Edit | Delete, ...] = ()


@dataclass(frozen=True)
class Dying:
    """The process is going to die, at one of its next calls of store or Discord."""

    calls: int
    downtime: float
    done: bool
    """Whether that last call still takes effect."""


@dataclass(frozen=True)
class DiscordFails:
    """Discord refuses some requests; `lost` if it does what was asked and says nothing."""

    method: str
    path: str
    status: int
    code: int
    times: int
    lost: bool = False


@dataclass(frozen=True)
class StoreFails:
    """The store fails for some calls; `lost` if the change is kept and nobody is told."""

    verbs: tuple[str, ...]
    times: int
    lost: bool = False


@dataclass(frozen=True)
class StoreAway:
    """The store is out of reach for a while."""

    seconds: float


@dataclass(frozen=True)
class Repeat:
    """The gateway delivers one of its latest events again."""

    age: int


@dataclass(frozen=True)
class Vanish:
    """A channel is deleted."""

    place: int


@dataclass(frozen=True)
class Tidy:
    """A moderator deletes one of the bot's messages."""

    place: int
    age: int


@dataclass(frozen=True)
class Calm:
    """Everything is well again, and some time passes."""


Step: TypeAlias = (
    Command
    | Say
    | Edit
    | Delete
    | Typing
    | Press
    | Forge
    | Answer
    | Wait
    | Sleep
    | Restart
    | Dying
    | DiscordFails
    | StoreFails
    | StoreAway
    | Repeat
    | Vanish
    | Tidy
    | Calm
)
