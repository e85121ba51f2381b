from datetime import UTC, datetime, timedelta

from analysis.jobs.progress import MAX_LOG_LINES, extend_log

START = datetime(2026, 11, 29, 12, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def said(lines):
    return [(line.text, line.ended_at and (line.ended_at - line.at).total_seconds()) for line in lines]


def test_a_line_ends_what_was_done_before():
    lines = extend_log(extend_log([], "Reading the facts", at(0)), "Choosing what to say", at(2))
    assert said(lines) == [("Reading the facts", 2.0), ("Choosing what to say", None)]


def test_the_end_of_a_call_replaces_its_start():
    lines = extend_log([], "Testing saving more", at(0), key="a")
    lines = extend_log(lines, "Testing retiring later", at(1), key="b")
    assert said(lines) == [("Testing saving more", None), ("Testing retiring later", None)], "both run at once"
    lines = extend_log(lines, "Tested retiring later", at(3), key="b")
    assert said(lines) == [("Testing saving more", None), ("Tested retiring later", 2.0)]
    lines = extend_log(lines, "10,000 scenarios simulated", at(5), ends=True)
    assert [text for text, time in said(lines) if time is None] == []
    assert said(lines)[-1] == ("10,000 scenarios simulated", 0.0)


def test_a_log_stays_short():
    lines = []
    for number in range(3 * MAX_LOG_LINES):
        lines = extend_log(lines, f"Step {number}", at(number))
    assert len(lines) == MAX_LOG_LINES
    assert lines[-1].text == f"Step {3 * MAX_LOG_LINES - 1}"
