"""What is counted, as a scrape shows it."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.operations.metrics import Metrics
from content.scoring.receipt import Flag
from storage.records import EndReason, Status, TurnState
from tests.bot.operations.scraping import samples
from tests.storage.examples import a_receipt, an_interview


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("1.2.3")


def test_two_of_them_share_nothing(metrics: Metrics) -> None:
    metrics.turn(TurnState.SKIPPED)
    other = Metrics("1.2.3")
    assert samples(metrics)["mock_interview_turns_total{state=skipped}"] == 1
    assert samples(other)["mock_interview_turns_total{state=skipped}"] == 0


def test_the_version_is_told(metrics: Metrics) -> None:
    assert samples(metrics)["mock_interview_build_info{version=1.2.3}"] == 1


def test_sessions_and_questions_are_counted(metrics: Metrics) -> None:
    interview = an_interview()
    metrics.started(interview)
    metrics.started(interview)
    metrics.turn(TurnState.ANSWERED)
    metrics.ended(replace(interview, status=Status.ENDED, end_reason=EndReason.COMPLETED))
    found = samples(metrics)
    assert found["mock_interview_sessions_started_total"] == 2
    assert found["mock_interview_sessions_ended_total{reason=completed}"] == 1
    assert found["mock_interview_sessions_ended_total{reason=expired}"] == 0
    assert found["mock_interview_turns_total{state=answered}"] == 1
    assert "mock_interview_turns_total{state=open}" not in found


def test_verdicts_are_timed_and_their_flags_counted(metrics: Metrics) -> None:
    metrics.judged(a_receipt("q1", 10.0, Flag.ECHO, Flag.PASTE), 0.02)
    metrics.judged(a_receipt(), 0.3)
    found = samples(metrics)
    assert found["mock_interview_scoring_seconds_count"] == 2
    assert found["mock_interview_scoring_seconds_sum"] == pytest.approx(0.32)
    assert found["mock_interview_scoring_seconds_bucket{le=0.025}"] == 1
    assert found["mock_interview_flags_total{flag=echo}"] == 1
    assert found["mock_interview_flags_total{flag=stuffing}"] == 0


def test_what_takes_time_is_measured(metrics: Metrics) -> None:
    metrics.statement(0.004)
    metrics.lag(0.2)
    metrics.rest("GET", "/gateway/bot", 200, 0.3)
    metrics.rest("GET", "/gateway/bot", 429)
    found = samples(metrics)
    assert found["mock_interview_database_statement_seconds_bucket{le=0.005}"] == 1
    assert found["mock_interview_event_loop_lag_seconds_sum"] == pytest.approx(0.2)
    where = "method=GET,route=/gateway/bot"
    assert found[f"mock_interview_discord_request_seconds_count{{{where}}}"] == 1
    assert found[f"mock_interview_discord_requests_total{{{where},status=200}}"] == 1
    assert found[f"mock_interview_discord_requests_total{{{where},status=429}}"] == 1


def test_the_gateway_is_counted(metrics: Metrics) -> None:
    metrics.gateway(3, "resumed")
    assert samples(metrics)["mock_interview_gateway_events_total{event=resumed,shard=3}"] == 1


def test_gauges_are_asked_at_every_scrape(metrics: Metrics) -> None:
    waiting = [1, 2]
    metrics.watch_gauges(active=lambda: 7, outbox=lambda: len(waiting))
    assert samples(metrics)["mock_interview_outbox_depth"] == 2
    waiting.clear()
    metrics.watch_gauges(
        shards=lambda: {0: True, 1: False}, latency=lambda: {0: 0.04, 1: float("nan")}
    )
    found = samples(metrics)
    assert found["mock_interview_outbox_depth"] == 0
    assert found["mock_interview_sessions_active"] == 7
    assert found["mock_interview_shard_connected{shard=0}"] == 1
    assert found["mock_interview_shard_connected{shard=1}"] == 0
    assert found["mock_interview_shard_latency_seconds{shard=0}"] == 0.04
    assert "mock_interview_shard_latency_seconds{shard=1}" not in found


def test_a_gauge_that_fails_takes_no_other_along(
    metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    metrics.watch_gauges(active=lambda: 1 // 0, outbox=lambda: 3, shards=lambda: {0: 1 // 0})
    found = samples(metrics)
    assert "mock_interview_sessions_active" not in found
    assert "mock_interview_shard_connected{shard=0}" not in found
    assert found["mock_interview_outbox_depth"] == 3
    assert "the gauge mock_interview_sessions_active cannot be read" in caplog.text


def test_log_records_are_counted_from_warning_on(metrics: Metrics) -> None:
    log = logging.getLogger("tests.counted")
    handler = metrics.log_handler()
    log.addHandler(handler)
    try:
        log.info("not this")
        log.warning("this")
    finally:
        log.removeHandler(handler)
    found = samples(metrics)
    assert found["mock_interview_log_records_total{level=warning}"] == 1
    assert found["mock_interview_log_records_total{level=error}"] == 0


def test_prometheus_gets_the_form_it_asks_for(metrics: Metrics) -> None:
    body, content_type = metrics.page("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text; version=1.0.0")
    assert body.endswith(b"# EOF\n")
    assert metrics.page()[1].startswith("text/plain; version=")
