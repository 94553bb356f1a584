"""A transcript as Markdown.

What somebody typed stands in fenced blocks whose fence is longer than any run of backticks inside;
names and labels are escaped. So nothing typed can become a heading, a link, a picture or a mention,
and hidden characters are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.hidden import spelled
from bot.transcripts.story import Point, Story, TurnStory, Typed, Verdict, minutes
from content.scoring.receipt import PointStatus, Reason
from storage.records import TurnState

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$^=@-]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_RUN = re.compile(r"`+")
BAR = 20
"""Characters of a bar."""


def to_markdown(story: Story) -> str:
    """Return the whole story."""
    return "\n".join([*_header(story), *(line for t in story.turns for line in _turn(t))]) + "\n"


def escape(text: str) -> str:
    """Return a text in one line in which no character has a meaning in Markdown."""
    plain = spelled(" ".join(text.split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", _SPECIAL.sub(r"\\\1", plain))


def fence(text: str) -> list[str]:
    """Return a text in a fence that it cannot close."""
    longest = max((len(run) for run in _RUN.findall(text)), default=0)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}text", *spelled(re.sub(r"\r\n?", "\n", text)).split("\n"), marks]


def bar(score: float) -> str:
    """Return a score of 0 to 100 as a bar of blocks."""
    full = round(min(max(score, 0.0), 100.0) / 100 * BAR)
    return "█" * full + "░" * (BAR - full)


def score_of(score: float | None) -> str:
    """Return a score as people read it."""
    return "no score" if score is None else f"{score:.0f} of 100"


def web(url: str) -> str:
    """Return an address as a link, if it is one that cannot do anything but lead to the web."""
    return f"<{url}>" if re.fullmatch(r"https?://[^\s<>]+", url) else ""


def _header(story: Story) -> Iterator[str]:
    yield f"# Mock interview: {score_of(story.score)}"
    yield ""
    yield f"- **Candidate:** {escape(story.candidate)}"
    yield f"- **Date:** {story.started_at:%d %B %Y, %H:%M} UTC"
    yield f"- **Pack:** {escape(story.pack)} ({escape(story.pack_version)})"
    yield f"- **Preset:** {escape(', '.join((story.preset, *story.wishes)))}"
    yield f"- **Questions:** {len(story.turns)} of {story.planned}; {escape(story.ending)}"
    yield f"- **Time used:** {minutes(story.used)}"
    yield f"- **Session:** {escape(story.id)}"
    yield ""


def _turn(turn: TurnStory) -> Iterator[str]:
    yield f"## {turn.number}. {escape(turn.title)}"
    yield ""
    if turn.facts:
        yield f"*{escape(' · '.join(turn.facts))}*"
        yield ""
    if not turn.known:
        yield "*The pack no longer has this question; everything else is kept.*"
        yield ""
    if turn.prompt:
        yield f"> {escape(turn.prompt)}"
        yield ""
    for happening in turn.happenings:
        yield f"- {minutes(happening.after)} {escape(happening.text)}"
    if turn.happenings:
        yield ""
    for typed in turn.typed:
        yield from _message(typed)
    yield f"**{_ended(turn)}**"
    yield ""
    if turn.verdict:
        yield from _verdict(turn.verdict)
    yield from _reference(turn)


def _message(typed: Typed) -> Iterator[str]:
    for words in typed.earlier:
        yield f"{minutes(typed.after)}, before an edit:"
        yield ""
        yield from fence(words)
        yield ""
    state = ", deleted later" if typed.deleted else ", as edited" if typed.earlier else ""
    yield f"{minutes(typed.after)}{state}:"
    yield ""
    yield from fence(typed.text)
    yield ""


def _ended(turn: TurnStory) -> str:
    took = f" after {minutes(turn.took)}" if turn.took is not None else ""
    return {
        TurnState.OPEN: "The question still stands",
        TurnState.ANSWERED: f"{score_of(turn.score)}{took}",
        TurnState.SKIPPED: f"Skipped{took}: 0 of 100",
        TurnState.TIMED_OUT: f"No answer when the time was up{took}: 0 of 100",
        TurnState.ABANDONED: f"The interview ended here{took}: no score",
    }[turn.state]


def _verdict(verdict: Verdict) -> Iterator[str]:
    if verdict.hint_cost:
        yield f"Hints took off {verdict.hint_cost:.0f} points."
        yield ""
    if verdict.aspects:
        yield "| Aspect | | Score |"
        yield "| --- | --- | ---: |"
        for name, score in verdict.aspects:
            yield f"| {escape(name)} | {bar(score)} | {score:.0f} |"
        yield ""
    for heading, points in (("Covered", verdict.covered), ("Missed", verdict.missed)):
        if points:
            yield f"### {heading}"
            yield ""
            yield from map(_point, points)
            yield ""
    if verdict.flags:
        yield "### Flags"
        yield ""
        for flagged in verdict.flags:
            words = _quoted(flagged.words)
            yield f"- **{escape(flagged.flag)}:** {escape(flagged.reason)}{words}"
        yield ""


def _point(point: Point) -> str:
    if point.status is PointStatus.MISSED:
        denied = f" ({escape(point.reason)})" if point.reason == Reason.DENIED else ""
        return f"- {escape(point.label)}{denied}"
    partly = " (in part)" if point.status is PointStatus.PARTIAL else ""
    return f"- **{escape(point.label)}**{partly}{_quoted(point.words)}"


def _quoted(words: tuple[str, ...]) -> str:
    return ": " + " … ".join(f"“{escape(text)}”" for text in words) if words else ""


def _reference(turn: TurnStory) -> Iterator[str]:
    if turn.reference is None:
        return
    yield "<details><summary>Reference answer</summary>"
    yield ""
    for passage in turn.reference.passages:
        if passage.label:
            yield f"**{escape(passage.label)}**"
            yield ""
        for term, explanation in passage.points:
            both = f"**{escape(term)}**: {escape(explanation)}" if explanation else escape(term)
            yield f"- {both if term else escape(explanation)}"
        yield ""
    for link in turn.reference.reading:
        yield f"- Read: {escape(link.title)} {web(link.url)}"
    yield ""
    yield "</details>"
    yield ""
