"""What an interview will ask: presets, and the choice of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from bot.errors import NothingToAsk
from content.model import Kind, Pack, Question
from storage.records import Settings

SCENARIO_SHARE = 5
"""A mixed interview asks one scenario in so many questions."""

PRESETS: Mapping[str, Settings] = {
    "quick": Settings(preset="quick", questions=3),
    "standard": Settings(preset="standard", questions=5),
    "full": Settings(preset="full", questions=10, seconds=0, total_seconds=45 * 60),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for when starting an interview; None where the preset decides.

    `questions` is 1 to 20; `seconds` per question is 30 to 1800, or 0 for no limit.
    """

    preset: str = "standard"
    questions: int | None = None
    kind: str = "mixed"
    topic: str | None = None
    seconds: int | None = None
    difficulty: str | None = None
    pack: str = "mlops"

    def settings(self, *, quiet_seconds: float) -> Settings:
        """Return the settings this comes to; NothingToAsk if the wish is out of bounds."""
        if self.preset not in PRESETS:
            raise NothingToAsk(f"There is no preset `{self.preset}`. Choose {_or(PRESETS)}.")
        if self.questions is not None and not 1 <= self.questions <= 20:
            raise NothingToAsk("An interview has 1 to 20 questions.")
        if self.seconds is not None and self.seconds != 0 and not 30 <= self.seconds <= 1800:
            raise NothingToAsk("Choose 30 to 1800 seconds per question, or 0 for no limit.")
        if self.kind not in ("mixed", *Kind):
            raise NothingToAsk(f"There is no kind `{self.kind}`. Choose {_or(('mixed', *Kind))}.")
        base = PRESETS[self.preset]
        own_clock = self.seconds is not None
        return replace(
            base,
            questions=self.questions or base.questions,
            kind=self.kind,
            topic=self.topic,
            difficulty=self.difficulty,
            seconds=self.seconds if self.seconds is not None else base.seconds,
            total_seconds=None if own_clock else base.total_seconds,
            quiet_seconds=quiet_seconds,
        )


def choose(
    pack: Pack, settings: Settings, *, seen: Mapping[str, datetime], rng: Random
) -> tuple[str, ...]:
    """Return the ids of the questions to ask, core questions first.

    Questions the candidate has not seen come first, then those seen longest ago. Questions without
    a reference answer cannot be scored and are never asked. Raises NothingToAsk, with what the
    pack does have, if nothing fits.
    """
    fitting = [question for question in pack.questions if _fits(question, settings)]
    if not fitting:
        raise NothingToAsk(_nothing(pack, settings))
    core = _freshest([q for q in fitting if q.kind is Kind.CORE], seen, rng)
    scenarios = _freshest([q for q in fitting if q.kind is Kind.SCENARIO], seen, rng)
    wanted = settings.questions
    if settings.kind == "mixed":
        scenarios_wanted = min(len(scenarios), max(wanted // SCENARIO_SHARE, int(wanted >= 3)))
        scenarios_wanted = max(scenarios_wanted, min(len(scenarios), wanted - len(core)))
        chosen = [*core[: wanted - scenarios_wanted], *scenarios[:scenarios_wanted]]
    else:
        chosen = [*core, *scenarios][:wanted]
    return tuple(question.id for question in chosen)


def _fits(question: Question, settings: Settings) -> bool:
    return (
        question.answered
        and settings.kind in ("mixed", question.kind)
        and settings.topic in (None, question.category)
        and settings.difficulty in (None, question.difficulty)
    )


def _freshest(
    questions: Sequence[Question], seen: Mapping[str, datetime], rng: Random
) -> list[Question]:
    shuffled = list(questions)
    rng.shuffle(shuffled)
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(shuffled, key=lambda question: seen.get(question.id, never))


def _nothing(pack: Pack, settings: Settings) -> str:
    asked = [
        f"kind `{settings.kind}`" if settings.kind != "mixed" else "",
        f"topic `{settings.topic}`" if settings.topic else "",
        f"difficulty `{settings.difficulty}`" if settings.difficulty else "",
    ]
    wish = ", ".join(part for part in asked if part)
    if not wish:
        return (
            f"The pack `{pack.name}` has no question with a reference answer, so nothing can be "
            "scored. Choose another pack, or add answers to this one."
        )
    if settings.topic and settings.topic not in pack.categories:
        known = _or(pack.categories)
        return f"The pack `{pack.name}` has no topic `{settings.topic}`. Choose {known}."
    return f"The pack `{pack.name}` has no scored question for {wish}. Ask for another mix."


def _or(names: Sequence[str] | Mapping[str, object]) -> str:
    listed = [f"`{name}`" for name in names]
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
