"""Compute each analysis case once per process. It is a pure value of its snapshot, and analyses of tests repeat it."""

from datetime import UTC, datetime

from analysis.pipeline import prepare

STARTED = datetime.now(UTC)
"""The time of every snapshot here, so that two snapshots of the same rows are the same."""
_cases = {}


def install(monkeypatch):
    compute_case, take_snapshot = prepare.compute_case, prepare.take_snapshot

    def remembered_case(snapshot, facts=None, load_sources=None):
        if facts is not None or load_sources is not None:
            return compute_case(snapshot, facts, load_sources)
        key = snapshot.model_dump_json(), str(getattr(prepare.build_claim_case, "keywords", ""))
        if key not in _cases:
            _cases[key] = compute_case(snapshot)
        return _cases[key]

    def take_early_snapshot(user_id, *, now):
        return take_snapshot(user_id, now=STARTED)

    monkeypatch.setattr(prepare, "compute_case", remembered_case)
    monkeypatch.setattr(prepare, "take_snapshot", take_early_snapshot)
