"""The files to start several processes with: what they set makes sense to the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import config
from bot.config import Settings, load

ROOT = Path(__file__).parents[3]
PAGES = {"/healthz", "/readyz"}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in config.RULES:
        monkeypatch.delenv(name, raising=False)


def read(name: str) -> list[Any]:
    return list(yaml.safe_load_all((ROOT / name).read_text(encoding="utf-8")))


def settings(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], host_name: str = "host"
) -> Settings:
    """Return what the program makes of the variables that a file sets."""
    assert given.keys() <= config.RULES.keys()
    with monkeypatch.context() as environment:
        for name, value in given.items():
            assert isinstance(value, str), f"{name} must be in quotes"
            environment.setenv(name, value)
        return load(None, host_name=host_name)


def services() -> dict[str, Any]:
    (compose,) = read("compose.scale.yaml")
    found: dict[str, Any] = compose["services"]
    return found


def bots() -> dict[str, Any]:
    return {name: each for name, each in services().items() if name.startswith("bot-")}


def test_the_bots_of_compose_share_all_shards_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [settings(monkeypatch, bot["environment"]) for bot in bots().values()]
    assert len(found) == 2
    shards = sorted(shard for each in found for shard in each.shard_ids or ())
    assert shards == list(range(found[0].shard_count or 0))
    assert {each.database_url.partition(":")[0] for each in found} == {"postgresql"}


def test_compose_gives_nobody_more_rights_than_needed() -> None:
    plain = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["bot"]
    for name, service in services().items():
        assert service["read_only"], name
        assert service["cap_drop"] == plain["cap_drop"], name
        assert service["security_opt"] == plain["security_opt"], name
        assert not service.get("privileged"), name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_no_image_is_whatever_is_newest() -> None:
    for service in services().values():
        assert "latest" not in service["image"]
        assert "build" in service or ":" in service["image"]


def test_no_secret_stands_in_a_file() -> None:
    for name in ("compose.scale.yaml", "deploy/kubernetes.yaml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "DISCORD_TOKEN=…" in text
        assert "${POSTGRES_PASSWORD" in text or "secretKeyRef" in text


def test_prometheus_scrapes_every_bot_where_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    (scraping,) = read("deploy/prometheus.yml")
    (job,) = scraping["scrape_configs"]
    wanted = set()
    for name, bot in bots().items():
        address = settings(monkeypatch, bot["environment"]).http_address
        assert address is not None
        wanted.add(f"{name}:{address.port}")
    assert {target for each in job["static_configs"] for target in each["targets"]} == wanted
    mounted = {volume.split(":")[0] for volume in services()["prometheus"]["volumes"]}
    assert {f"./deploy/{name}" for name in ("prometheus.yml", *scraping["rule_files"])} <= mounted
    assert all((ROOT / path).is_file() for path in mounted if path.startswith("./"))


def pod() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the StatefulSet, and its one container."""
    stateful = next(each for each in read("deploy/kubernetes.yaml") if each["kind"] != "Service")
    (container,) = stateful["spec"]["template"]["spec"]["containers"]
    return stateful, container


def test_the_pods_share_all_shards_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stateful, container = pod()
    given = {each["name"]: each["value"] for each in container["env"] if "value" in each}
    found = [
        settings(monkeypatch, given, host_name=f"{stateful['metadata']['name']}-{number}")
        for number in range(stateful["spec"]["replicas"])
    ]
    shards = sorted(shard for each in found for shard in each.shard_ids or ())
    assert shards == list(range(found[0].shard_count or 0))


def test_secrets_come_from_the_cluster() -> None:
    _, container = pod()
    secret = [each for each in container["env"] if "valueFrom" in each]
    assert {each["name"] for each in secret} == {"DISCORD_TOKEN", "DATABASE_URL"}
    for each in secret:
        assert each["valueFrom"]["secretKeyRef"]["key"] == each["name"]


def test_the_pods_are_probed_where_they_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    _, container = pod()
    (port,) = container["ports"]
    given = {each["name"]: each["value"] for each in container["env"] if "value" in each}
    address = settings(monkeypatch, given, host_name="x-0").http_address
    assert address is not None
    assert (address.host, address.port) == (None, port["containerPort"])
    probes = {key: each["httpGet"] for key, each in container.items() if key.endswith("Probe")}
    assert {each["port"] for each in probes.values()} == {port["name"]}
    assert {each["path"] for each in probes.values()} == PAGES
    assert probes["livenessProbe"]["path"] == "/healthz"
    assert probes["readinessProbe"]["path"] == "/readyz"


def test_the_pods_run_without_rights() -> None:
    stateful, container = pod()
    inside = stateful["spec"]["template"]["spec"]
    assert inside["securityContext"]["runAsNonRoot"]
    assert f"USER {inside['securityContext']['runAsUser']}" in (ROOT / "Dockerfile").read_text()
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert inside["automountServiceAccountToken"] is False
    assert inside["terminationGracePeriodSeconds"] >= 10
    service = next(each for each in read("deploy/kubernetes.yaml") if each["kind"] == "Service")
    assert service["metadata"]["name"] == stateful["spec"]["serviceName"]
    assert service["spec"]["selector"] == stateful["spec"]["selector"]["matchLabels"]
