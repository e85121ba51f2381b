"""The facts of one what-if: a sheet of its own, beside the job's."""

from collections.abc import Iterator

from advisors.retirement.facts.fact_builder import PAIRED_ERROR_FORMULA, SUCCESS_SUBJECTS, make_fact
from advisors.retirement.scenarios.baseline import SUSTAINED_LEVEL, Baseline, WhatIf
from advisors.retirement.scenarios.variations import ChangeKind
from advisors.verification.parsing.significance import SIGNIFICANT_ERRORS
from portfolios.facts.fact import Fact, FactSheet, Unit

CHANGE_SUBJECTS: dict[ChangeKind, tuple[str, ...]] = {
    "save_more": ("save", "saving"),
    "retire_later": ("retire later", "retiring later", "later"),
    "spend_less": ("spend less", "spending less", "less"),
    "more_equity": ("more equity", "more in equity"),
    "less_equity": ("less equity", "less in equity"),
}
CHANGE_UNITS: dict[ChangeKind, Unit] = {
    "save_more": "usd_per_year",
    "retire_later": "years",
    "spend_less": "percent",
    "more_equity": "points",
    "less_equity": "points",
}

AFTER_CHANGE_FORMULA = "the plan projected again with the change, on the same simulated futures"
DIFFERENCE_FORMULA = "with the change - without it, on the same simulated futures"


def what_if_facts(baseline: Baseline, tried: WhatIf, number: int) -> FactSheet:
    """The facts of one what-if, a sheet of its own; `number` tells them apart in one run."""
    key = f"what_if_{number}"
    change = make_fact(
        f"{key}_change", CHANGE_SUBJECTS[tried.change], "The change", tried.amount, CHANGE_UNITS[tried.change], "assumption",
        formula="the change that was tried",
    )  # fmt: skip
    success = _success_facts(tried, key) if baseline.has_goal else ()
    return FactSheet(facts=(change, *_sustained_spending_facts(tried, key), *success))


def is_significant(tried: WhatIf) -> bool:
    error = tried.difference.standard_error or 0.0
    return abs(tried.difference.success) > SIGNIFICANT_ERRORS * error and tried.difference.success != 0


def _sustained_spending_facts(tried: WhatIf, key: str) -> Iterator[Fact]:
    words = (*CHANGE_SUBJECTS[tried.change], "sustain")
    yield make_fact(
        f"{key}_income",
        words,
        "Spending that nine of ten futures then sustain",
        (tried.projection.sustainable_spending or {})[SUSTAINED_LEVEL],
        "usd_per_year",
        inputs=(f"{key}_change",),
        formula=AFTER_CHANGE_FORMULA,
    )
    yield make_fact(
        f"{key}_more",
        words,
        "Change of what nine of ten futures sustain",
        tried.difference.sustainable_spending or 0.0,
        "usd_per_year",
        inputs=(f"{key}_income", "estimated_income"),
        formula=DIFFERENCE_FORMULA,
    )


def _success_facts(tried: WhatIf, key: str) -> Iterator[Fact]:
    words = (*CHANGE_SUBJECTS[tried.change], *SUCCESS_SUBJECTS)
    yield make_fact(
        f"{key}_success",
        words,
        "Success after the change",
        100 * tried.projection.success.probability,
        "percent",
        inputs=(f"{key}_change",),
        formula=AFTER_CHANGE_FORMULA,
    )
    yield make_fact(
        f"{key}_points",
        words,
        "Change of success",
        100 * tried.difference.success,
        "points",
        inputs=(f"{key}_success", "success_probability"),
        formula=DIFFERENCE_FORMULA,
    )
    yield make_fact(
        f"{key}_error",
        words,
        "Paired standard error of that change",
        100 * (tried.difference.standard_error or 0.0),
        "points",
        inputs=(f"{key}_points",),
        formula=PAIRED_ERROR_FORMULA,
    )
