"""The countdown as it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.rules.step import warning_time
from storage.records import Interview

HURRY = timedelta(seconds=10)


def left(interview: Interview, now: datetime) -> timedelta | None:
    """Return the time that is left, whether it runs or stands; None without a clock."""
    if interview.deadline is not None:
        return max(interview.deadline - now, timedelta())
    return interview.remaining


def mood(interview: Interview, now: datetime) -> str:
    """Return "calm", "soon" once the warning was due, or "now" for the last seconds."""
    rest = left(interview, now)
    if rest is None:
        return "calm"
    settings = interview.settings
    limit = timedelta(seconds=settings.total_seconds or settings.seconds)
    if rest <= HURRY:
        return "now"
    return "soon" if rest <= warning_time(limit) else "calm"


def spell(time: timedelta) -> str:
    """Return a duration in words, such as "2 minutes 5 seconds"."""
    minutes, seconds = divmod(max(0, round(time.total_seconds())), 60)
    parts = [_count(minutes, "minute")] if minutes else []
    if seconds or not minutes:
        parts.append(_count(seconds, "second"))
    return " ".join(parts)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
