"""Finding packs: the built-in ones by name, any other by its path.

The only module of the reader that touches the file system.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from content.errors import PackError, Problem, Problems
from content.limits import MAX_BYTES, MAX_FILES, MAX_PACK_BYTES
from content.manifest import read_thesaurus
from content.markdown import THESAURUS, belongs, is_document, read_document, read_folder
from content.model import Pack, Source, ThesaurusGroup
from content.scoring.scorer import Scorer

_BUILTIN = Path(__file__).parent / "packs"


def builtin_names() -> tuple[str, ...]:
    """Return the names of the packs that come with the bot."""
    if not _BUILTIN.is_dir():
        return ()
    folders = (folder for folder in _BUILTIN.iterdir() if folder.is_dir())
    return tuple(
        sorted(
            folder.name for folder in folders if any(is_document(f.name) for f in folder.iterdir())
        )
    )


def load(path_or_name: str | Path) -> Pack:
    """Load a pack: a built-in name, a file or a folder. A built-in name goes before a path.

    Raises PackError, also where there is no such pack or it cannot be read.
    """
    if isinstance(path_or_name, str) and path_or_name in builtin_names():
        return _load_folder(_BUILTIN / path_or_name)
    path = Path(path_or_name)
    try:
        if path_or_name and path.is_dir():
            return _load_folder(path)
        if path.is_file():
            return read_document(path.name, _read(path))
    except RecursionError:
        raise _failure(path.name, "this is nested too deeply to be read; indent it less") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failure(str(path), f"the pack cannot be read: {reason}") from error
    raise _failure(str(path_or_name), _no_such_pack(str(path_or_name)))


@cache
def shared_thesaurus() -> tuple[ThesaurusGroup, ...]:
    """Return the thesaurus of the built-in pack, which English packs without one borrow."""
    problems = Problems()
    text = (_BUILTIN / "mlops" / THESAURUS).read_text("utf-8")
    groups = read_thesaurus(text, THESAURUS, problems)
    problems.raise_any()
    return groups


def scorer_for(pack: Pack) -> Scorer:
    """Compile the scorer of a pack."""
    borrows = not pack.thesaurus and pack.language == "en"
    return Scorer(pack, thesaurus=shared_thesaurus() if borrows else ())


def _load_folder(folder: Path) -> Pack:
    home = folder.resolve()
    files: dict[str, bytes] = {}
    size = 0
    for file in sorted(folder.iterdir()):
        if not (belongs(file.name) and file.is_file()):
            continue
        _check_place(file, home)
        files[file.name] = _read(file)
        size += len(files[file.name])
        if len(files) > MAX_FILES or size > MAX_PACK_BYTES:  # enough to be refused
            break
    return read_folder(home.name, files)


def _check_place(file: Path, home: Path) -> None:
    """Refuse a link that leads out of its pack, and a name that would steer a terminal."""
    if not file.name.isprintable():
        shown = "".join(char if char.isprintable() else "?" for char in file.name)
        raise _failure(shown, "the name of this file holds invisible characters; rename it")
    if not file.resolve().is_relative_to(home):
        raise _failure(
            file.name,
            "this is a link that leads out of the pack's folder; put the file itself here",
        )


def _read(path: Path) -> bytes:
    """Read a file; of one that is too large no more than shows that it is."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _no_such_pack(name: str) -> str:
    names = builtin_names()
    closest = min(names, key=lambda known: OSA.distance(known, name), default="")
    near = bool(closest) and OSA.distance(closest, name) <= 2
    hint = f"; did you mean {closest}?" if near else "."
    listed = f"built in are: {', '.join(names)}" if names else "none is built in"
    return f"there is no such pack{hint} Give a path to a file or folder, or a name ({listed})"


def _failure(name: str, message: str) -> PackError:
    return PackError([Problem(Source(name, 0), message)])
