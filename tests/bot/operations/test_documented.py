"""What is promised to whoever runs the bot is what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.operations.metrics import Metrics

ROOT = Path(__file__).parents[3]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def metric_names() -> set[str]:
    """Return the name of every metric of this program, as it is scraped."""
    metrics = Metrics("1")
    metrics.watch_gauges(
        active=lambda: 1, outbox=lambda: 1, shards=lambda: {0: True}, latency=lambda: {0: 1.0}
    )
    return {
        f"{family.name}{'_total' * (family.type == 'counter')}{'_info' * (family.type == 'info')}"
        for family in metrics.registry.collect()
        if family.name.startswith("mock_interview")
    }


def test_every_metric_is_in_the_docs() -> None:
    listed = re.findall(r"^\| `(mock_interview_\w+)` \|", text("docs/operations.md"), re.MULTILINE)
    assert sorted(listed) == sorted(metric_names())


@pytest.mark.parametrize("name", sorted(metric_names()))
def test_every_metric_has_a_base_unit(name: str) -> None:
    assert not re.search(r"milli|micro|_ms\b|minutes|percent|kilo|mega", name)
    assert re.search(r"(_total|_seconds|_info|_active|_depth|_connected)$", name)


@pytest.mark.parametrize("name", ["docs/operations.md", "deploy/alerts.yml"])
def test_alerts_ask_for_metrics_that_there_are(name: str) -> None:
    asked = {
        re.sub(r"_(bucket|sum|count)$", "", found)
        for found in re.findall(r"\bmock_interview_\w+", text(name))
    }
    assert asked
    assert asked <= metric_names()


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(text("deploy/alerts.yml"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def test_the_alerts_in_the_docs_are_those_that_are_shipped() -> None:
    shipped = {" ".join(rule["expr"].split()) for rule in rules()}
    (block,) = re.findall(r"```promql\n(.*?)```", text("docs/operations.md"), re.DOTALL)
    shown = [re.sub(r"#.*", "", part) for part in block.split("\n\n")]
    assert {" ".join(each.split()) for each in shown} <= shipped


def test_every_alert_says_what_is_wrong_and_how_urgent_it_is() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]


@pytest.mark.parametrize("name", ["docs/operations.md", "docs/configuration.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_the_snippets_for_probes_are_those_that_are_shipped() -> None:
    snippets = re.findall(r"```yaml\n(.*?)```", text("docs/operations.md"), re.DOTALL)
    docker, kubernetes = (yaml.safe_load(snippet) for snippet in snippets)
    compose = yaml.safe_load(text("compose.scale.yaml"))
    assert compose["services"]["bot-0"]["healthcheck"] == docker["healthcheck"]
    stateful = list(yaml.safe_load_all(text("deploy/kubernetes.yaml")))[-1]
    (container,) = stateful["spec"]["template"]["spec"]["containers"]
    assert {key: container[key] for key in kubernetes} == kubernetes
