"""What may go wrong between a bot and Discord, as rules that a test lays down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from simcord.backend.errors import BackendError

from tests.simulated.journal import Call


class Fault(StrEnum):
    """What goes wrong. "After" means that Discord has done what was asked for."""

    RATE_LIMITED = "429"
    ERROR_BEFORE = "500_before"
    ERROR_AFTER = "500_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    SLOW = "slow"
    """The call arrives late."""
    SLOW_AFTER = "slow_after"
    """The answer arrives late."""


MISSING = (
    ("/interactions/*", 10062),
    ("/webhooks/*/messages/*", 10008),
    ("/webhooks/*", 10015),
    ("/channels/*/messages/*", 10008),
    ("*", 10003),
)
"""What Discord does not know any more, by the path that leads to it."""
MESSAGES = {
    50001: "Missing Access",
    50013: "Missing Permissions",
    50083: "Thread is archived",
    10003: "Unknown Channel",
    10008: "Unknown Message",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
}


@dataclass
class Rule:
    """One fault, for the calls that it fits."""

    fault: Fault
    route: str = "*"
    """A pattern of `Call.route`, like `POST /channels/{id}/messages`; `*` stands for anything."""
    times: int | None = 1
    """How often it strikes; None for always."""
    seconds: float = 0.2
    """How long "slow" takes, and after how long a limited call may be repeated."""
    code: int | None = None
    """Discord's code of a refusal, if not the usual one."""
    by: str = "*"
    """Which bot process it strikes."""
    when: Callable[[Call], bool] | None = None
    """A finer sieve."""
    struck: int = 0
    """How often it struck."""

    def fits(self, call: Call) -> bool:
        """Whether it strikes a call."""
        if self.times is not None and self.struck >= self.times:
            return False
        named = fnmatchcase(call.route, self.route) and fnmatchcase(call.by, self.by)
        return named and (self.when is None or self.when(call))

    def refusal(self, call: Call) -> BackendError | None:
        """Return what Discord says instead of doing what it was asked for."""
        match self.fault:
            case Fault.FORBIDDEN:
                status, code = 403, 50013
            case Fault.NOT_FOUND:
                status = 404
                code = next(code for path, code in MISSING if fnmatchcase(call.path, path))
            case _:
                return None
        code = self.code or code
        return BackendError(status, code, MESSAGES.get(code, "Refused"))


class Faults:
    """The rules that hold; the first that fits a call strikes it."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(self, fault: Fault | str, route: str = "*", **options: object) -> Rule:
        """Lay down a rule; the options are those of `Rule`."""
        rule = Rule(Fault(fault), route, **options)  # type: ignore[arg-type]
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Let everything go well again."""
        self.rules.clear()

    def strike(self, call: Call) -> Rule | None:
        """Return the rule for a call, and count it."""
        for rule in self.rules:
            if rule.fits(call):
                rule.struck += 1
                call.fault = rule.fault.value
                return rule
        return None
