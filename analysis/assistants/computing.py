"""What the tools compute with the plan engine, on stored input. Nothing is stored."""

from typing import get_args

from advisors.questions.changes import AskedChange, AskedKind
from analysis.assistants.answers import (
    CompareAnswer,
    ComparedFigure,
    Contribution,
    SaidClaim,
    SaidFact,
    WhatIfAnswer,
)
from analysis.assistants.finding import AssistantRefused, find_completed
from analysis.comparison.computing import compare_jobs
from analysis.comparison.requesting import OTHER_CURRENCY, find_comparison, has_one_currency
from analysis.questions.projecting import project_change
from analysis.results.comparison import print_changed, print_comparison
from people import acting_as
from people.models import User

CHANGES = get_args(AskedKind)


def try_change(user: User, *, analysis: str, change: AskedKind, amount: float) -> WhatIfAnswer:
    """Project the plan of an analysis with one change, on the same scenarios."""
    with acting_as(user.pk):
        job = find_completed(user, analysis)
    answer = project_change(job, AskedChange(change, amount))
    return WhatIfAnswer(
        analysis=str(job.pk), words=answer.words, claims=list(map(SaidClaim.of, answer.sentences)),
        facts=list(map(SaidFact.of, answer.facts.facts)),
    )  # fmt: skip


def compare_analyses(user: User, *, analysis: str, other: str) -> CompareAnswer:
    """Compare two analyses: as they were compared already, else computed now."""
    with acting_as(user.pk):
        pair = find_completed(user, analysis), find_completed(user, other)
        if pair[0].pk == pair[1].pk:
            raise AssistantRefused("Name two different analyses.")
        if not has_one_currency(*pair):
            raise AssistantRefused(OTHER_CURRENCY)
        earlier, later = sorted(pair, key=lambda job: (job.created_at, job.pk))
        stored = find_comparison(earlier, later)
    result = stored.result if stored and stored.result else compare_jobs(earlier, later)
    measures = [
        ComparedFigure(
            label=one.label, before=one.before, after=one.after, difference=one.difference,
            parts=[Contribution(label=row.label, text=row.text, value=row.value, within=row.within,
                                is_noise=row.is_noise) for row in one.rows],
        )
        for one in print_comparison(result)
    ]  # fmt: skip
    return CompareAnswer(
        earlier=str(earlier.pk), later=str(later.pk), measures=measures, changed=list(print_changed(result))
    )
