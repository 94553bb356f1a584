"""Finding packs by name and by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import library
from content.errors import PackError
from content.library import builtin_names, load

ONE = "# Title\n\n### 1. What is a cache?\n\nIt keeps copies.\n"


def complaint(path_or_name: str | Path) -> str:
    with pytest.raises(PackError) as caught:
        load(path_or_name)
    return str(caught.value)


@pytest.fixture
def builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for built-in packs: one pack, an empty folder and a file."""
    place = tmp_path / "packs"
    (place / "caching").mkdir(parents=True)
    (place / "caching" / "a.md").write_text(ONE)
    (place / "empty").mkdir()
    (place / "file.md").write_text(ONE)
    monkeypatch.setattr(library, "_BUILTIN", place)
    return place


def test_the_mlops_pack_is_built_in() -> None:
    assert "mlops" in builtin_names()


def test_a_built_in_name(builtin: Path) -> None:
    assert builtin_names() == ("caching",)
    assert load("caching") == load(builtin / "caching")


def test_a_built_in_name_goes_before_a_path(
    builtin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "caching").write_text("### 1. Mine?\n\n### 2. Mine as well?\n")
    monkeypatch.chdir(tmp_path)
    assert len(load("caching").questions) == 1
    assert len(load("./caching").questions) == 2
    assert len(load(Path("caching")).questions) == 2
    assert builtin.exists()


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "Some questions.txt"
    file.write_bytes(b"\xef\xbb\xbf" + ONE.encode())
    pack = load(str(file))
    assert (pack.name, pack.title) == ("some-questions", "Title")
    assert str(pack.questions[0].source) == "Some questions.txt:3"


def test_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.md").write_text("### 2. How?\n")
    (tmp_path / "a.md").write_text(ONE)
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / "deeper.md").mkdir()
    (tmp_path / "pack.toml").write_text('name = "mine"\n')
    assert [question.id for question in load(tmp_path).questions] == ["q1", "q2"]
    monkeypatch.chdir(tmp_path)
    assert load(".").name == "mine"


def test_a_folder_is_named_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "My pack"
    folder.mkdir()
    (folder / "a.md").write_text(ONE)
    monkeypatch.chdir(folder)
    assert load(".").name == "my-pack"


def test_too_large_a_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    assert complaint(file).startswith(
        "a.md: the file has more than 2,000,000 bytes; split the pack"
    )


def test_no_such_pack(builtin: Path) -> None:
    assert complaint("nothing") == (
        "nothing: there is no such pack. Give a path to a file or folder, or a name "
        "(built in are: caching)"
    )
    assert "did you mean caching? Give a path" in complaint("cacheing")
    assert complaint(builtin / "nothing").startswith(
        f"{builtin / 'nothing'}: there is no such pack"
    )
    assert complaint("").startswith(": there is no such pack")


def test_no_pack_is_built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_BUILTIN", tmp_path / "nowhere")
    assert builtin_names() == ()
    assert complaint("mlops").endswith("or a name (none is built in)")


def test_a_path_that_cannot_be_read() -> None:
    name = "x" * 5000
    assert complaint(name) == f"{name}: the pack cannot be read: File name too long"
    assert "there is no such pack" in complaint("a\0b")
