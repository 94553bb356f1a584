"""A store and a Discord that can fail, before or after they did what was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fnmatch import fnmatch
from typing import Any

import aiohttp
from simcord.backend.errors import BackendError

from storage.errors import StoreUnavailable
from storage.records import Interview, Post
from tests.discord_app.stories.steps import DiscordFails, StoreFails

DOWN = "The database cannot be reached. Please try again in a minute."
NONCE_SECONDS = 120.0


class Trouble:
    """What fails at the moment."""

    def __init__(self) -> None:
        self.discord: list[tuple[DiscordFails, list[int]]] = []
        self.store: list[tuple[StoreFails, list[int]]] = []
        self.away = False
        """Whether the store is out of reach."""
        self.dying: tuple[int, bool] | None = None
        """How many calls are left until the process dies, and whether the last takes effect."""
        self.dead = False

    def clear(self) -> None:
        """Let everything be well again."""
        self.discord.clear()
        self.store.clear()
        self.away = False

    @property
    def any(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.discord or self.store or self.away or self.dying or self.dead)

    def last_breath(self) -> bool | None:
        """Count a call; return whether the process dies at it, and if so whether it is done."""
        if self.dead:
            return False
        if self.dying is None:
            return None
        left, done = self.dying
        if left > 1:
            self.dying = (left - 1, done)
            return None
        self.dead, self.dying = True, None
        return done

    def of_store(self, verb: str) -> bool | None:
        """Return None if a call works, else whether its change is kept all the same."""
        done = self.last_breath()
        if done is not None:
            return done
        if self.away:
            return False
        for fault, left in self.store:
            if left[0] and (verb in fault.verbs or "*" in fault.verbs):
                left[0] -= 1
                return fault.lost
        return None

    def of_discord(self, method: str, path: str) -> tuple[Exception, bool] | None:
        """Return None if a request works, else what it raises and whether it is done even so."""
        done = self.last_breath()
        if done is not None:
            return aiohttp.ServerDisconnectedError(), done
        for fault, left in self.discord:
            if left[0] and fault.method in ("*", method) and fnmatch(path, fault.path):
                left[0] -= 1
                if fault.status:
                    lost = fault.lost and fault.status >= 500
                    return BackendError(fault.status, fault.code, "made to fail"), lost
                return aiohttp.ServerDisconnectedError(), fault.lost
        return None


class Unsteady:
    """Any object with asynchronous methods, failing as told. Notes what was kept."""

    def __init__(self, inner: Any, trouble: Trouble) -> None:
        self.inner = inner
        self._trouble = trouble
        self.versions: dict[str, list[int]] = {}
        """For each interview, the versions that were written."""
        self.called_for: dict[str, Post] = {}
        """By nonce, every message that was ever owed."""

    @property
    def leases(self) -> Unsteady:
        """The store's leases, as unsteady."""
        return Unsteady(self.inner.leases, self._trouble)

    def __getattr__(self, verb: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            done = self._trouble.of_store(verb)
            if done is False:
                raise StoreUnavailable(DOWN)
            found = await getattr(self.inner, verb)(*args, **kwargs)
            self._note(verb, args, found)
            if done:
                raise StoreUnavailable(DOWN)
            return found

        return call

    def _note(self, verb: str, args: tuple[Any, ...], found: Any) -> None:
        if verb in ("add", "save"):
            assert isinstance(found, Interview)
            self.versions.setdefault(found.id, []).append(found.version)
            for post in args[2] if len(args) > 2 else ():
                self.called_for[post.nonce] = post
        elif verb == "owe":
            self.called_for[args[0].nonce] = args[0]


Dispatch = Callable[..., Any]


def unsteady_dispatch(dispatch: Dispatch, trouble: Trouble) -> Dispatch:
    """Return simcord's router, failing as told; it shows messages of the same nonce once."""
    shown: dict[str, tuple[float, Any]] = {}

    def send(backend: Any, method: str, path: str, **kwargs: Any) -> Any:
        body = kwargs.get("json")
        nonce = body.get("nonce") if isinstance(body, dict) else None
        at, before = shown.get(str(nonce), (float("-inf"), None))
        if nonce and backend.clock.elapsed - at < NONCE_SECONDS:
            return before
        found = dispatch(backend, method, path, **kwargs)
        if nonce:
            shown[str(nonce)] = backend.clock.elapsed, found
        return found

    def unsteady(backend: Any, method: str, path: str, **kwargs: Any) -> Any:
        fault = trouble.of_discord(method, path)
        if fault is not None and not fault[1]:
            raise fault[0]
        found = send(backend, method, path, **kwargs)
        if fault is not None:
            raise fault[0]
        return found

    return unsteady
