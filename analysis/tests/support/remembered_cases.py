"""Compute each analysis case once per process. It is a pure value of its snapshot, and analyses of tests repeat it.

A snapshot of the same rows is taken again as it was the first time, with its time. What a test replaces below
`compute_case` belongs to the key.
"""

from advisors.charter import catalogue
from analysis.pipeline import prepare

_snapshots = {}
_cases = {}


def install(monkeypatch):
    compute_case, take_snapshot = prepare.compute_case, prepare.take_snapshot

    def remembered_snapshot(user_id, *, now):
        snapshot = take_snapshot(user_id, now=now)
        return _snapshots.setdefault(snapshot.model_dump_json(exclude={"taken_at"}), snapshot)

    def remembered_case(snapshot, facts=None, load_sources=None):
        if facts is not None or load_sources is not None:
            return compute_case(snapshot, facts, load_sources)
        replaced = str(getattr(prepare.build_claim_case, "keywords", "")), [one.key for one in catalogue.SERIES]
        key = f"{snapshot.model_dump_json()} {replaced}"
        if key not in _cases:
            _cases[key] = compute_case(snapshot)
        return _cases[key]

    monkeypatch.setattr(prepare, "take_snapshot", remembered_snapshot)
    monkeypatch.setattr(prepare, "compute_case", remembered_case)
