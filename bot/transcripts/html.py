"""A transcript as one web page that needs nothing else: no scripts, no fonts, no network.

The template escapes everything; the page forbids itself to load anything.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.transcripts.story import Story, minutes


def to_html(story: Story) -> str:
    """Return the whole story as a page."""
    return _template().render(story=story)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"minutes": minutes, "seconds": timedelta.total_seconds, "web": web}
    return environment.get_template("transcript.html.j2")


def web(url: str) -> str:
    """Return an address if it leads to the web, else nothing: a link must not run anything."""
    return url if url.lower().startswith(("https://", "http://")) else ""
