"""The retirement analysis without a model: readiness, tested changes, risks, what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisors.results import ActionDraft
from advisors.retirement.examined_sections import depends_on, in_the_past, other_rules
from advisors.retirement.outlook import Change, WhatIf
from advisors.retirement.what_if_facts import is_significant
from advisors.situation import Situation, ref
from advisors.wording import table

Tried = Sequence[tuple[str, WhatIf]]
"""The key of its facts, and the what-if."""


@dataclass(frozen=True)
class Try:
    change: Change
    amount: float


def worth_trying(s: Situation) -> tuple[Try, ...]:
    """The changes this person could make: amounts follow from their own figures."""
    spend_less = Try("spend_less", 10)
    if s.is_retired:
        return (spend_less, _other_mix(s))
    saving = float(s.facts.value("extra_saving") or s.profile.annual_contribution / 10) or 1000.0
    return (Try("save_more", _round_up(saving)), Try("retire_later", 2), spend_less, _other_mix(s))


def _other_mix(s: Situation) -> Try:
    return Try("less_equity" if s.safe_share < 30 else "more_equity", 20)


def _round_up(amount: float, step: float = 500) -> float:
    return max(step, -(-amount // step) * step)


def write(s: Situation, tried: Tried) -> str:
    sections = (
        _readiness(s), _changes(s, tried), depends_on(s), in_the_past(s), other_rules(s), _risks(s), _actions(s, tried),
    )  # fmt: skip
    return "\n\n".join(section for section in sections if section)


def _readiness(s: Situation) -> str:
    span = f"to age {ref('plan_to_age')}, the last year the plan pays for"
    if s.is_retired:
        first = f"You are retired, and your money has to last {span}."
    else:
        first = f"You plan to retire in {ref('years_to_retirement')}, at {ref('retirement_age')}, and to live {span}."
    parts = ["## Readiness", first, _counted(s), *(_against_goal(s) if _has_goal(s) else _without_goal(s))]
    return "\n\n".join(parts)


def _counted(s: Situation) -> str:
    saving = f" You add {ref('annual_contribution')} in saving." if s.facts.value("annual_contribution") else ""
    return f"{ref('retirement_start')} of what you own counts for retirement.{'' if s.is_retired else saving}"


def _has_goal(s: Situation) -> bool:
    return "success_probability" in s.facts


def _against_goal(s: Situation) -> Iterator[str]:
    probability = s.facts.value("success_probability")
    verdict = (
        "That is a sound plan." if probability >= 85 else
        "That is a plan to improve." if probability >= 65 else "That plan needs to change."
    )  # fmt: skip
    yield (
        f"Your goal of {ref('income_goal')} is met in every year in **{ref('success_probability', 'whole')}** of "
        f"{ref('simulated_paths')} simulated futures, give or take {ref('success_error')}. {verdict}"
    )
    if s.facts.value("income_gap"):
        yield (
            f"In nine of ten futures the plan sustains {ref('estimated_income')}, your goal less a gap of "
            f"{ref('income_gap')}."
        )
    else:
        yield (
            f"In nine of ten futures the plan sustains {ref('estimated_income')}, your goal and room for "
            f"{ref('income_room')} more."
        )
    if "earliest_age" in s.facts:
        yield f"The earliest retirement that nine of ten futures pay for is at {ref('earliest_age')}."


def _without_goal(s: Situation) -> Iterator[str]:
    yield (
        f"You have set no income goal, so there is nothing to compare with. What you own sustains "
        f"**{ref('estimated_income')}** of spending in nine of ten futures, other income included."
    )


def _changes(s: Situation, tried: Tried) -> str:
    if not tried:
        return ""
    goal = _has_goal(s)
    header = ["Change", *(["Success", "Difference"] if goal else []), "Sustained spending"]
    rows = [
        [
            _label(key, what),
            *([ref(f"{key}_success", "whole"), _difference(key, what)] if goal else []),
            ref(f"{key}_income"),
        ]
        for key, what in tried
    ]
    return "\n\n".join(
        ["## What would change it", "Each line is the same plan on the same simulated futures with one thing changed.",
         table(header, rows)]
    )  # fmt: skip


def _label(key: str, what: WhatIf) -> str:
    return {
        "save_more": f"Save {ref(f'{key}_change')} more",
        "retire_later": f"Retire later by {ref(f'{key}_change')}",
        "spend_less": f"Spend less by {ref(f'{key}_change')}",
        "more_equity": f"Hold more equity, {ref(f'{key}_change')}",
        "less_equity": f"Hold less equity, {ref(f'{key}_change')}",
    }[what.change]


def _difference(key: str, what: WhatIf) -> str:
    if not is_significant(what):
        return "no clear difference"
    return ref(f"{key}_points", "signed")


def _risks(s: Situation) -> str:
    lines = [
        f"The mix is assumed to grow by a nominal {ref('expected_growth')} a year with a volatility of "
        f"{ref('expected_volatility')}; markets may do worse than that for long.",
        f"Inflation is simulated around {ref('expected_inflation')}; spending rises with it.",
    ]
    if s.facts.value("years_short"):
        lines.append(f"Where the plan fails, it runs short for {ref('years_short')} at the middle of those futures.")
    if s.facts.value("imputed_share"):
        lines.append(
            f"{ref('imputed_share')} of the value is unclassified for the simulation and is given the mix of the rest."
        )
    if "reserve_years" in s.facts:
        lines.append(f"Bonds and cash would pay for {ref('reserve_years', 'number')} years of spending on their own.")
    lines.append("Taxes are not modelled: money in a traditional account buys less than the same money in a Roth.")
    return "## Risks\n\n" + "\n".join(f"- {line}" for line in lines)


def _actions(s: Situation, tried: Tried) -> str:
    actions = levers(s, tried)
    if not actions:
        return "## What to do\n\nNothing we tried makes a clear difference: keep to the plan and look again in a year."
    return "## What to do\n\n" + "\n".join(f"{n}. **{a.title}.** {a.reason}" for n, a in enumerate(actions, start=1))


def levers(s: Situation, tried: Tried) -> list[ActionDraft]:
    """The tested changes that help and can be told from chance, best first. Without a goal success says nothing."""
    if not _has_goal(s) or s.facts.value("success_probability") >= 95:
        return []
    helping = [(key, what) for key, what in tried if is_significant(what) and what.difference.success > 0]
    ordered = sorted(helping, key=lambda item: -item[1].difference.success)
    return [
        ActionDraft(title=TITLES[what.change], reason=_reason(key, what), impact=[f"{key}_points"])
        for key, what in ordered
    ]


TITLES: dict[Change, str] = {
    "save_more": "Save more each year",
    "retire_later": "Retire later",
    "spend_less": "Spend less in retirement",
    "more_equity": "Hold more equity for the long run",
    "less_equity": "Hold less equity",
}


def _reason(key: str, what: WhatIf) -> str:
    how = {
        "save_more": f"Saving {ref(f'{key}_change')} more",
        "retire_later": f"Retiring later by {ref(f'{key}_change')}",
        "spend_less": f"Spending less by {ref(f'{key}_change')}",
        "more_equity": f"Holding more equity by {ref(f'{key}_change')}",
        "less_equity": f"Holding less equity by {ref(f'{key}_change')}",
    }[what.change]
    lifted = f"{how} lifts success to {ref(f'{key}_success', 'whole')} of futures, {ref(f'{key}_points', 'signed')}"
    if what.change == "spend_less":  # what the plan sustains does not depend on what is spent
        return f"{lifted}."
    return f"{lifted}, and sustains {ref(f'{key}_income')}."
