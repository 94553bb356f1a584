"""Metrics read back as Prometheus would."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from bot.operations.metrics import Metrics

Samples = dict[str, float]


def parsed(text: str) -> Samples:
    """Return every sample of a page as `name{label=value,...}`."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def samples(metrics: Metrics) -> Samples:
    """Return every sample that is served."""
    return parsed(metrics.page()[0].decode())
