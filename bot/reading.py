"""What to read on a question: its own links, and those of the further topic nearest to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.model import FurtherTopic, Link, Pack, Question

MOST_READING = 3
_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = frozenset(
    "and the for how what with from that this your you are its into does can would why when which "
    "model models data machine learning mlops team system systems other one".split()
)


def reading_for(question: Question, pack: Pack) -> tuple[Link, ...]:
    """Return what to read on a question: its own links, then those of the topic nearest to it."""
    links = [*question.reading]
    topic = _nearest_topic(question, pack.topics)
    if topic is not None:
        links += topic.reading
    return tuple(dict.fromkeys(links))[:MOST_READING]


def _nearest_topic(question: Question, topics: Sequence[FurtherTopic]) -> FurtherTopic | None:
    """Return the topic a question belongs to, else the one that shares most of its words."""
    for topic in topics:
        if topic.id == question.topic or topic.name == question.category:
            return topic
    tags, title = _words(" ".join(question.tags)), _words(question.title)

    def shared(topic: FurtherTopic) -> int:
        name, about = _words(topic.name), _words(topic.description)
        return 4 * len(tags & name) + 2 * len(title & name) + len((tags | title) & about)

    best = max(topics, key=shared, default=None)
    return best if best is not None and shared(best) >= 2 else None


def _words(text: str) -> set[str]:
    """Return the words of a text without the endings of a plural."""
    return {w.removesuffix("s") for w in _WORD.findall(text.lower()) if w not in _COMMON}
