"""Only tested changes that clearly help may be listed under What to do."""

from types import SimpleNamespace

import pytest

from advisors.retirement import advice_check, writer
from advisors.retirement.advice_check import find_untested_advice
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import project_what_if
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.tests.support import cases as people

KEYS = ("save_more_500", "more_equity_20")
HELPS = "Saving [[change.save_more_500.amount]] more lifts success by [[change.save_more_500.points]]."


def find_faults(section, *, helpful=("save_more_500",), monkeypatch):
    actions = [SimpleNamespace(impact=[f"change.{key}.points"]) for key in helpful]
    monkeypatch.setattr(advice_check, "draft_actions", lambda *_: actions)
    monkeypatch.setattr(advice_check, "helpful_what_ifs", lambda *_: [(key, None) for key in helpful])
    text = f"## Readiness\n\nIt is so.\n\n{section}"
    return list(find_untested_advice(text, None, [(key, None) for key in KEYS]))


@pytest.mark.parametrize(
    "section",
    [
        f"## What to do\n\n{HELPS}",
        f"## What to do\n\nIn this order:\n\n1. {HELPS}\n2. Or a little less: [[change.save_more_500.amount ]].",
        f"### What to do now\n\n- {HELPS}\n\n## Sources\n\nSomebody said so.",
    ],
)
def test_a_tested_helpful_change_is_allowed(section, monkeypatch):
    assert find_faults(section, monkeypatch=monkeypatch) == []


@pytest.mark.parametrize(
    ("section", "named"),
    [
        ("## Advice\n\nWork until you drop.", "There is no section"),
        ("## What to do\n\nWork until you drop.", "Work until you drop."),
        (f"## What to do\n\n1. {HELPS}\n2. Sell all bonds.", "2. Sell all bonds."),
        (f"## What to do\n\n{HELPS}\n\nSell all bonds.", "Sell all bonds."),
        ("## What to do\n\n- Hold more equity, [[change.more_equity_20.amount]].", "- Hold more equity"),
        ("## What to do\n\n- Sell all bonds:", "- Sell all bonds:"),
        (f"## What to do\n\n{HELPS}\n\n## What to do next\n\nSell all bonds.", "Sell all bonds."),
    ],
)
def test_untested_advice_is_reported(section, named, monkeypatch):
    (fault,) = find_faults(section, monkeypatch=monkeypatch)
    assert fault.startswith(named)


def test_without_help_only_plain_text_is_allowed(monkeypatch):
    none = {"helpful": (), "monkeypatch": monkeypatch}
    assert find_faults("## What to do\n\nKeep to the plan.", **none) == []
    assert find_faults("## What to do\n\n1. Sell all bonds.", **none)


@pytest.mark.parametrize("person", people.EVERYBODY)
def test_the_built_in_writer_advises_nothing_else(person):
    situation, baseline = people.case(person(), paths=500, examined=False)
    what_ifs = [project_what_if(baseline, c.change, c.amount) for c in propose_changes(situation)] if baseline else []
    results = [(change_key(what_if), what_if) for what_if in what_ifs]
    assert baseline is None or list(find_untested_advice(writer.write(situation, results), situation, results)) == []
