"""Writing a transcript to a file of the candidate's choice."""

from __future__ import annotations

from pathlib import Path

from bot.transcripts import Format, Transcript, export
from content.errors import CoachError


class CannotSave(CoachError):
    """The transcript cannot be written there."""


def check(path: Path) -> None:
    """Raise CannotSave unless a transcript could be written to a path."""
    _form(path)


def save(transcript: Transcript, path: Path) -> Path:
    """Write a transcript to a file, whose ending decides the format, or into a folder."""
    path = path.expanduser()
    document = export(transcript, _form(path))
    target = path / document.filename if path.is_dir() else path
    try:
        target.write_bytes(document.data)
    except OSError as error:
        raise CannotSave(
            f"The transcript cannot be written to {target}: {error.strerror}. Choose another place."
        ) from error
    return target


def _form(path: Path) -> Format:
    if path.is_dir():
        return Format.HTML
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in ("html", "htm"):
        return Format.HTML
    if suffix in ("md", "markdown", "txt"):
        return Format.MARKDOWN
    if suffix == "json":
        return Format.JSON
    raise CannotSave(
        f"{path}: a transcript is a file that ends in .html, .md or .json, or a folder."
    )
