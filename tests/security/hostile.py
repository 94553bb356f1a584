"""Texts that somebody might try, and every regular expression of the program."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

PACKAGES = ("bot", "content", "storage")

SEEDS = (
    *(
        "a",
        "A1",
        " ",
        "\n",
        "_",
        "*",
        "`",
        "~",
        "<",
        ">",
        "<a",
        "</a",
        "[",
        "]",
        "](",
        "![",
        "(",
        ")",
    ),
    *("?", "?)", ".", ". ", ".)", "!", ",", "a, ", ":", ":a:", " :a:", "::", "\\", "|", "a|", "-"),
    *("--", "->", "=", "#", "# ", "&", "&#", "&amp;", "'", '"', '"a ', "<!--", "-->", "<summary>"),
    *(
        "<summary><",
        "1",
        "1.",
        "1) ",
        "Q1",
        "Topic 1.",
        "Scenario ",
        "@",
        "<@1>",
        "http://",
        "www.",
    ),
    *(
        "e.g. ",
        "i.e. ",
        "don't ",
        "not ",
        "i ",
        "we ",
        "let me ",
        "have to ",
        "really ",
        "the ",
        "$",
    ),
    *("\u200b", "\u0301", "a\u0301", "\u202e", "\U0001f468\u200d", "\U0001f1e9", "`/a ", "{", "}"),
)
"""What is repeated to make an expression try too much."""

ENDS = ("", "\x00")


def texts(length: int) -> Iterator[str]:
    """Yield hostile texts of about a length."""
    for seed in SEEDS:
        for end in ENDS:
            yield seed * (length // len(seed)) + end
    yield "<" + "a" * length
    yield "don't " + "really " * (length // 7)
    yield "\U0001f3f4" + "\U000e0061" * length


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every regular expression for text that a module keeps, by its place."""
    found: dict[str, re.Pattern[str]] = {}
    for package in PACKAGES:
        root = importlib.import_module(package)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{info.name}.{name}"] = value
    return found
