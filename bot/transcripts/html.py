"""A transcript as one web page that needs nothing else: no scripts, no fonts, no network.

The template escapes everything and spells out what cannot be seen. The page forbids itself to load
or run anything; the one style sheet that is let through is named by its hash, so that not even a
style can be slipped in.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import timedelta
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.hidden import spelled
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
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "minutes": minutes,
        "seconds": timedelta.total_seconds,
        "web": web,
        "width": width,
    }
    style = _style()
    environment.globals |= {"style": style, "policy": policy(style)}
    return environment.get_template("transcript.html.j2")


def _seen(value: object) -> object:
    """Spell out what is hidden in a text; what the template itself wrote stays as it is."""
    own = hasattr(value, "__html__")
    return spelled(value) if isinstance(value, str) and not own else value


def _style() -> str:
    """Return the style sheet, with a class for each width of a bar."""
    sheet = files("bot").joinpath("templates/transcript.css").read_text("utf-8")
    return sheet + "".join(f".w{n}{{width:{n}%}}" for n in range(101))


def policy(style: str) -> str:
    """Return the content security policy of a page with one style sheet."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def width(score: float) -> str:
    """Return the class of a bar for a score of 0 to 100."""
    return f"w{round(min(max(score, 0.0), 100.0))}"


def web(url: str) -> str:
    """Return an address if it leads to the web, else nothing: a link must not run anything."""
    return url if url.lower().startswith(("https://", "http://")) else ""
