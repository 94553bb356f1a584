"""Packs that want to break the reader, fill the memory, take all day or read other files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from content import limits
from content.errors import MAX_MESSAGE, MAX_PROBLEMS, PackError
from content.library import load
from content.markdown import read_document, read_folder
from content.model import Pack

ROOT = Path(__file__).parents[2]
Q = "### 1. What?\n\n"
ANSWERED = f"{Q}**Answer:**\n\n"


def complaint(read: Callable[[], Pack]) -> str:
    with pytest.raises(PackError) as caught:
        read()
    return str(caught.value)


def refused(text: str) -> str:
    return complaint(lambda: read_document("a.md", text.encode()))


def folder(**files: str) -> Callable[[], Pack]:
    given = {name.replace("_", "."): text.encode() for name, text in files.items()}
    return lambda: read_folder("p", {"a.md": Q.encode(), **given})


# Size, depth, count

JUST_TOO_MUCH: Mapping[str, tuple[str, str]] = {
    "bytes of a file": ("x" * (limits.MAX_BYTES + 1), "more than 2,000,000 bytes"),
    "lines": (Q + "\n" * limits.MAX_PACK_LINES, "more than 50,000 lines"),
    "lines of the old Mac": (Q + "\r" * limits.MAX_PACK_LINES, "more than 50,000 lines"),
    "questions": ("### What?\n" * 2_001, "more than 2,000 questions"),
    "key points": (ANSWERED + "- a\n  - b\n  - c\n  - d\n  - e\n  - f\n" * 170, "too long"),
    "key points in a line": (ANSWERED + "**L**: " + "a, " * 1_100, "question is too long"),
    "sections": (ANSWERED + "**L**: a, b\n\n" * 201, "question is too long"),
    "aspects": (Q + "- a\n" * 201 + "\n**Answer:**\n\n- p\n", "question is too long"),
    "points of all": (
        "".join(f"### {n}. W?\n\n**Answer:**\n\n**L**: {'a, ' * 980}\n\n" for n in range(52)),
        "more than 50,000 key points",
    ),
    "lists in lists": (Q + "- " * 10_000 + "x", "8 levels deep"),
    "quotes in quotes": (Q + ">" * 10_000 + " x", "8 levels deep"),
    "brackets": (Q + "[" * 51, "paragraph is too long"),
    "a paragraph": (Q + "x" * 10_001, "paragraph is too long"),
    "a tag without an end": (Q + "<div>\n<" + "a" * 100_000, "no HTML tag"),
}


@pytest.mark.parametrize(("text", "words"), JUST_TOO_MUCH.values(), ids=list(JUST_TOO_MUCH))
def test_too_much_is_refused_in_a_sentence(text: str, words: str) -> None:
    assert words in refused(text)


def test_a_pack_just_within_the_bounds_is_read() -> None:
    text = ANSWERED + "- a\n  - b\n  - c\n  - d\n  - e\n" * 190
    assert len(read_document("a.md", text.encode()).questions[0].points) == 950
    assert len(read_document("a.md", b"### What?\n" * 2_000).questions) == 2_000


WORST = (
    "### What?\n" * 8_000,
    "".join(f"### {n}. What?\n" for n in range(8_000)),
    "### What?\n\n**Answer:**\n\n- p\n" * 1_999,
    ANSWERED + "- same\n" * 8_000,
    ANSWERED + "**L**: a, b\n\n" * 8_000,
    ANSWERED + "- *Hintt:* x\n" * 8_000,
    Q + "".join(" " * (2 * n) + "- x\n" for n in range(1_000)),
    Q + "- " * 150_000 + "x",
    Q + ">" * 300_000 + " x",
    Q + "x" * 300_000,
    Q + " " * 300_000 + "x",
    Q + "[" * 300_000,
    Q + "<div>\n<" + "a" * 300_000,
    Q + "<div>\n" + "<a" * 150_000,
    Q + "<div>\n" + "<summary>" * 30_000,
    Q + "<!--" * 75_000,
    Q + "|" + "a|" * 4_000 + "\n|" + "-|" * 4_000 + "\n" + "|a\n" * 8_000,
    Q + "".join(f"[a{n}]: /x\n" for n in range(8_000)),
    Q + "```\n" * 8_000,
    Q + "## Additional topics\n\n" + "- t\n" * 8_000,
    Q + "## topics\n" * 8_000,
)
"""Large, and made to cost as much as possible."""

CHILD = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
from content.errors import PackError
from content.markdown import read_document
from tests.security.test_packs import WORST
for text in WORST:
    try:
        read_document("a.md", text.encode())
    except PackError:
        pass
print("done")
"""
"""About ten times the processor time that it takes; what is not linear takes far longer."""


@pytest.mark.skipif(sys.platform == "win32", reason="limits on processor time are POSIX")
def test_the_worst_packs_end_within_bounds_of_time_and_memory() -> None:
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", CHILD],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr[-2000:]


def test_too_many_files_and_too_many_bytes_in_all() -> None:
    many = {f"{n}.md": Q.encode() for n in range(limits.MAX_FILES + 1)}
    assert complaint(lambda: read_folder("p", many)).startswith("p: the pack has more than 200")
    large = {f"{n}.md": b"x" * 1_999_999 for n in range(9)}
    assert "more than 8,000,000 bytes" in complaint(lambda: read_folder("p", large))


def test_a_folder_is_not_read_beyond_what_shows_that_it_is_too_large(tmp_path: Path) -> None:
    for number in range(300):
        with (tmp_path / f"{number:03}.md").open("wb") as file:
            file.truncate(10_000_000)  # sparse: 3 GB in all
    assert "more than 8,000,000 bytes" in complaint(lambda: load(tmp_path))


def test_an_author_with_very_many_mistakes_sees_the_first_of_them() -> None:
    with pytest.raises(PackError) as caught:
        read_document("a.md", ("### 1. What?\n" * 1_900).encode())
    assert len(caught.value.problems) == MAX_PROBLEMS


def test_a_problem_quotes_no_more_of_a_pack_than_a_person_reads() -> None:
    text = refused(f"{ANSWERED}- p\n  - *Ideas:* {'x ' * 4_000}\n")
    assert all(len(line) < MAX_MESSAGE + 50 for line in text.splitlines())


# What is not text, and what is not what it seems


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"PK\x03\x04" + b"\x00" * 100,
        b"\x1f\x8b\x08" + bytes(range(256)),
        b"### 1. \xff\xfe",
        "### 1. What?".encode("utf-16"),
    ],
    ids=["image", "archive", "compressed", "bytes", "UTF-16"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    text = complaint(lambda: read_document("a.md", data))
    assert "UTF-8" in text


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u202a"])
def test_what_steers_a_terminal_or_turns_the_text_is_refused(char: str) -> None:
    text = refused(f"{Q}a{char}b\n")
    assert text.startswith(f"a.md:3: there is an invisible character (U+{ord(char):04X})")
    assert char not in text


@pytest.mark.parametrize("entity", ["&#27;", "&#x1b;", "&#x9b;", "&#x202e;", "&#8238;", "&#X202E;"])
def test_an_entity_does_not_bring_it_in(entity: str) -> None:
    try:
        pack = read_document("a.md", f"### 1. What {entity}?\n\n- {entity} a\n".encode())
    except PackError:
        return
    (question,) = pack.questions
    shown = question.prompt + "".join(point.text for point in question.points)
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("a=" + "[" * 5_000, "not TOML"),
        ("a=" + "{a=" * 3_000, "not TOML"),
        ("version=" + "9" * 5_000, "not TOML"),
        ("a" + ".a" * 4_900 + "=1", "unknown setting"),
        ("a=1\n" * 10_000, "more than 10,000 characters"),
        ('title = "\\u001b]52;c;AAAA\\u0007"', "U+001B"),
        ('name = "../../etc"', "is no name"),
        ('name = "con\\u0000"', "is no name"),
    ],
    ids=["arrays", "tables", "number", "dots", "size", "escape", "path", "NUL"],
)
def test_a_hostile_manifest_is_refused_in_a_sentence(toml: str, words: str) -> None:
    assert words in complaint(folder(pack_toml=toml))


# Other people's files


def test_a_link_that_leads_out_of_a_pack_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("### 1. The password is hunter2, is it not?\n")
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "a.md").write_text(Q)
    for link in (secret, Path("../secret.txt")):
        (pack / "b.md").symlink_to(link)
        text = complaint(lambda: load(pack))
        assert text.startswith("b.md: this is a link that leads out")
        assert "hunter2" not in text
        (pack / "b.md").unlink()


def test_a_link_within_a_pack_and_one_to_a_pack_are_followed(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "..data").mkdir(parents=True)
    (pack / "..data" / "a.md").write_text(Q)
    (pack / "a.md").symlink_to("..data/a.md")  # as a mounted ConfigMap looks
    (tmp_path / "link").symlink_to(pack)
    assert len(load(pack).questions) == len(load(tmp_path / "link").questions) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(Q)
    os.mkfifo(tmp_path / "b.md")  # reading it would wait for ever
    (tmp_path / "c.md").symlink_to("/dev/zero")
    assert len(load(tmp_path).questions) == 1
    assert "no such pack" in complaint(lambda: load("/dev/zero"))
    assert "no such pack" in complaint(lambda: load(tmp_path / "b.md"))


@pytest.mark.skipif(sys.platform == "win32", reason="no such names")
def test_a_file_name_cannot_steer_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]0;x\x07.md").write_text("nothing")
    text = complaint(lambda: load(tmp_path))
    assert "rename it" in text
    assert text.isprintable()
