"""Checks of everything the bot says to Discord, against Discord's own description and limits."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

SPEC = Path(__file__).parents[3] / "shared/data/discord/openapi_preview.json"

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15


@cache
def spec() -> dict[str, Any]:
    """Return Discord's description of its HTTP API."""
    loaded: dict[str, Any] = json.loads(SPEC.read_text())
    return loaded


@cache
def routes() -> tuple[tuple[str, re.Pattern[str], Any], ...]:
    """Return method, path and the schema of the JSON body of each operation."""
    found = []
    for template, operations in spec()["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template)))
        for method, operation in operations.items():
            if not isinstance(operation, dict):
                continue
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is not None:
                found.append((method.upper(), pattern, schema))
    # literal segments win over parameters
    found.sort(key=lambda route: -len(route[1].pattern.replace("[^/]+", "")))
    return tuple(found)


@cache
def validator(number: int) -> Any:
    """Return the validator of a route's body."""
    schema = {**routes()[number][2], "components": spec()["components"]}
    return jsonschema.Draft202012Validator(schema)


def walk(components: Any) -> Iterator[dict[str, Any]]:
    """Yield every component of a message or a modal."""
    for component in components or ():
        yield component
        yield from walk(component.get("components"))
        if component.get("component"):
            yield from walk([component["component"]])
        if component.get("accessory"):
            yield from walk([component["accessory"]])


def described_problems(method: str, path: str, body: Any) -> Iterator[str]:
    """Yield where a body differs from Discord's description."""
    body = copy.deepcopy(body)
    if isinstance(body, dict) and isinstance(body.get("recipient_id"), int):
        body["recipient_id"] = str(body["recipient_id"])  # the same
    for attachment in attachments(body):
        attachment["id"] = str(attachment["id"])  # discord.py numbers them; Discord takes both
    for number, (verb, pattern, _) in enumerate(routes()):
        if verb == method and pattern.fullmatch(path):
            error = jsonschema.exceptions.best_match(validator(number).iter_errors(body))
            if error is not None:
                yield f"{method} {path}: {error.json_path}: {error.message[:400]}"
            return
    yield f"{method} {path}: Discord knows no such request with a body"


def attachments(body: Any) -> list[dict[str, Any]]:
    """Return the attachments that a body speaks of."""
    if not isinstance(body, dict):
        return []
    return (body.get("data") or body).get("attachments") or []


def limit_problems(method: str, path: str, body: Any) -> Iterator[str]:
    """Yield what breaks a limit that the description does not state."""
    if not isinstance(body, dict):
        return
    data = body.get("data", body)
    if not isinstance(data, dict) or not ("content" in data or "components" in data):
        return
    where = f"{method} {path}"
    parts = list(walk(data.get("components")))
    custom_ids = [c["custom_id"] for c in parts if c.get("custom_id")]
    texts = "".join(c["content"] for c in parts if c.get("type") == 10)
    if len((data.get("content") or "").encode("utf-16-le")) // 2 > 2000:
        yield f"{where}: content over 2000"
    if len(texts.encode("utf-16-le")) // 2 > 4000:
        yield f"{where}: {len(texts)} characters of text"
    if len(parts) > 40:
        yield f"{where}: {len(parts)} components"
    if len(set(custom_ids)) != len(custom_ids) or any(len(c) > 100 for c in custom_ids):
        yield f"{where}: custom_ids {custom_ids}"
    if body.get("type") == 9 or data.get("title") is not None:  # a modal
        return
    mentions = data.get("allowed_mentions")
    if mentions is None or mentions.get("parse") or mentions.get("users") or mentions.get("roles"):
        yield f"{where}: allowed_mentions {mentions}"
    if method == "POST" and "components" in data and not data.get("flags", 0) & COMPONENTS_V2:
        yield f"{where}: components without the flag of the second version"


def problems(requests: list[Any]) -> list[str]:
    """Return everything that is wrong with a bot's requests."""
    found: list[str] = []
    for request in requests:
        if request.json is None:
            continue
        found += limit_problems(request.method, request.path, request.json)
        if SPEC.is_file():
            found += described_problems(request.method, request.path, request.json)
    return found
