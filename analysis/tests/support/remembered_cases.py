"""Compute each analysis case once per process. It is a pure value of its snapshot, and analyses of tests repeat it.

A snapshot of the same rows is taken again as it was the first time, with its time. What a test replaces below
`compute_case` belongs to the key. Stored facts and another library are put into a case as `complete_case` does.
"""

from dataclasses import replace

from advisors.charter import catalogue
from analysis.on_demand import ask, evaluation
from analysis.pipeline import prepare
from analysis.tests.support import printed_words

_snapshots = {}
_cases = {}


def install(monkeypatch):
    compute_case, take_snapshot = prepare.compute_case, prepare.take_snapshot

    def remembered_snapshot(user_id, *, now):
        snapshot = take_snapshot(user_id, now=now)
        return _snapshots.setdefault(snapshot.model_dump_json(exclude={"taken_at"}), snapshot)

    def remembered_case(snapshot, facts=None, load_sources=None):
        replaced = str(getattr(prepare.build_claim_case, "keywords", "")), [one.key for one in catalogue.SERIES]
        key = f"{snapshot.model_dump_json()} {replaced}"
        if key not in _cases:
            _cases[key] = compute_case(snapshot)
        case = _cases[key]
        if facts is not None and case.claims.facts.by_id.keys() == facts.by_id.keys():
            case = replace(case, claims=replace(case.claims, facts=facts))
        return replace(case, load_sources=load_sources) if load_sources else case

    for module in (prepare, ask):
        monkeypatch.setattr(module, "take_snapshot", remembered_snapshot)
    for module in (prepare, ask, evaluation, printed_words):
        monkeypatch.setattr(module, "compute_case", remembered_case)
