"""The log of decisions: what was advised, what the person decided, and what later analyses show of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from advisors.comparing.result import FACTOR_LABELS, MEASURE_LABELS, Factor
from advisors.document.printed_action import PrintedAction
from analysis.comparison.models import Comparison
from analysis.decisions.changes import find_action
from analysis.decisions.models import Decision
from analysis.models import Job
from analysis.results.comparison import Row, in_unit, print_comparison
from analysis.results.effects import ShownEffect, show_effect
from analysis.results.last_analysis import ACTIONS, finished_analyses
from analysis.schedules.stored import action_key
from portfolios.facts.fact import FactSheet

MAX_DECISIONS = 50
PLAN_KINDS = frozenset({
    "save_more", "retire_later", "spend_less", "together", "claim_later", "spend_more", "retire_earlier", "set_goal",
    "record_income", "confirm_input", "convert", "withdrawal_order", "use_bracket",
})  # fmt: skip
"""Actions that change the plan. All others change what is held."""
FOLLOWED = {
    "plan.success": "Chance that your money lasts", "plan.sustained_90": "Spending a year with 90% confidence",
    "fees.yearly": "Fund fees a year",
}  # fmt: skip
"""The facts that are shown then and now, for every decision."""


@dataclass(frozen=True)
class Followed:
    """A figure in the analysis of the decision, and in the last one."""

    label: str
    then: str
    now: str


@dataclass(frozen=True)
class LoggedDecision:
    """One decision. later: the last analysis, None if there is none after it. is_open: whether that still advises it.

    value: what changing holdings, or the plan, did to the chance since then, against doing nothing; None until the two
    analyses have been compared.
    """

    decision: Decision
    title: str
    effect: ShownEffect | None
    later_id: UUID | None = None
    later_at: datetime | None = None
    is_open: bool = False
    figures: tuple[Followed, ...] = ()
    value: Row | None = None


def list_decisions(user: Any) -> list[LoggedDecision]:
    """Return the newest decisions of a person with what became of them."""
    decisions = list(Decision.objects.owned_by(user).select_related(None)[:MAX_DECISIONS])
    last = finished_analyses(user).without_large_columns().first()
    jobs = {one.job_id for one in decisions} | ({last.pk} if last else set())
    rows = finished_analyses(user).filter(pk__in=jobs)
    stored = dict(rows.values_list("pk", KT("report_payload__document__actions")))
    actions = {pk: ACTIONS.validate_json(text) if text else () for pk, text in stored.items()}
    sheets = dict(rows.values_list("pk", "facts"))
    values = find_values(user, last) if last else {}
    return [
        build_row(one, actions, sheets, last, values.get((one.job_id, factor_of(one.action, actions[one.job_id]))))
        for one in decisions if one.job_id in actions
    ]  # fmt: skip


def build_row(
    decision: Decision, actions: dict[UUID, tuple[PrintedAction, ...]], sheets: dict[UUID, FactSheet | None],
    last: Job | None, value: Row | None,
) -> LoggedDecision:  # fmt: skip
    action = find_action(actions[decision.job_id], decision.action)
    title = action.title.text if action else decision.action.replace("_", " ")
    sheet = sheets.get(decision.job_id)
    effect = show_effect(action, sheet.currency if sheet else "") if action else None
    if last is None or last.pk == decision.job_id:
        return LoggedDecision(decision, title, effect)
    open_keys = {action_key(one) for one in with_options(actions[last.pk])}
    is_open = action is not None and action_key(action) in open_keys
    figures = tuple(follow_figures(sheet, sheets.get(last.pk)))
    return LoggedDecision(decision, title, effect, last.pk, last.completed_at, is_open, figures, value)


def with_options(actions: Iterable[PrintedAction]) -> Iterable[PrintedAction]:
    """Yield all actions, and the options of those that have some."""
    for action in actions:
        yield action
        yield from action.options


def follow_figures(before: FactSheet | None, after: FactSheet | None) -> Iterable[Followed]:
    """Yield the followed figures that both analyses have."""
    for fact_id, label in FOLLOWED.items():
        pair = [sheet.by_id.get(fact_id) if sheet else None for sheet in (before, after)]
        texts = [in_unit(one.value, one.unit) for one in pair if one is not None and one.value is not None]
        if len(texts) == len(pair):
            yield Followed(label, *texts)


def factor_of(action_id: str, actions: Iterable[PrintedAction]) -> Factor:
    """Return what an action changes: the plan, or what is held."""
    action = find_action(actions, action_id)
    return Factor.PLAN if action and action.kind in PLAN_KINDS else Factor.HOLDINGS


def find_values(user: Any, last: Job) -> dict[tuple[UUID, Factor], Row]:
    """Return what holdings and plan did to the chance, from each compared analysis to the last one."""
    found: dict[tuple[UUID, Factor], Row] = {}
    for comparison in Comparison.objects.owned_by(user).filter(job=last).exclude(result=None):
        assert comparison.result is not None
        for measure in print_comparison(comparison.result):
            if measure.label != MEASURE_LABELS["chance"]:
                continue
            for row in measure.rows:
                for factor in (Factor.HOLDINGS, Factor.PLAN):
                    if row.label == FACTOR_LABELS[factor]:
                        found[comparison.earlier_id, factor] = row
    return found
