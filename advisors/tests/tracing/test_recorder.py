"""One recorder serves both the stored trace and the Langfuse export."""

from agents import trace

from advisors.tracing.events import record_decision
from advisors.tracing.recorder import recorder


def record(group):
    with trace("Portfolio analysis", group_id=group) as running:
        record_decision("Draws two charts", charts=2)
    return running.trace_id


def test_a_watched_run_keeps_spans_already_taken():
    recorder.watch("job")
    trace_id = record("job")
    (row,) = recorder.take(trace_id, "charts")
    assert (row.kind, row.name, row.answer) == ("decision", "Draws two charts", '{\n  "charts": 2\n}')
    assert recorder.drain(trace_id) == []
    (span,) = recorder.end_watch("job").spans
    assert (span.kind, span.details) == ("decision", {"words": "Draws two charts", "charts": 2})


def test_only_traces_of_the_group_are_watched():
    recorder.watch("job")
    recorder.drain(record("another job"))
    run = recorder.end_watch("job")
    assert run.spans == [] and run.ended_at >= run.started_at
