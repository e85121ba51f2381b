"""The facts of one what-if: a sheet of its own, beside the job's."""

from advisors.retirement.facts import FUTURES, make_fact
from advisors.retirement.outlook import Outlook, WhatIf
from portfolios.facts import Fact, FactSheet, Unit

SIGNIFICANT_ERRORS = 2
"""A difference smaller than this many paired standard errors is not told from chance."""


def what_if_facts(outlook: Outlook, tried: WhatIf, number: int) -> FactSheet:
    """The facts of one what-if, a sheet of its own; `number` tells them apart in one run."""
    key = f"what_if_{number}"
    words = _words(tried)
    rows: list[Fact] = [
        make_fact(f"{key}_change", words, "The change", tried.amount, _unit(tried), "assumption"),
        make_fact(
            f"{key}_income",
            (*words, "sustain"),
            "Spending that nine of ten futures then sustain",
            (tried.projection.sustainable_spending or {})["0.90"],
            "usd_per_year",
        ),
        make_fact(
            f"{key}_more",
            (*words, "sustain"),
            "Change of what nine of ten futures sustain",
            tried.difference.sustainable_spending or 0.0,
            "usd_per_year",
        ),
    ]
    if outlook.has_goal:
        rows += [
            make_fact(
                f"{key}_success",
                (*words, *FUTURES),
                "Success after the change",
                100 * tried.projection.success.probability,
                "percent",
            ),
            make_fact(
                f"{key}_points", (*words, *FUTURES), "Change of success", 100 * tried.difference.success, "points"
            ),
            make_fact(
                f"{key}_error",
                (*words, *FUTURES),
                "Paired standard error of that change",
                100 * (tried.difference.standard_error or 0.0),
                "points",
            ),
        ]
    return FactSheet(facts=tuple(rows))


def is_significant(tried: WhatIf) -> bool:
    error = tried.difference.standard_error or 0.0
    return abs(tried.difference.success) > SIGNIFICANT_ERRORS * error and tried.difference.success != 0


def _words(tried: WhatIf) -> tuple[str, ...]:
    return {
        "save_more": ("save", "saving"),
        "retire_later": ("retire later", "retiring later", "later"),
        "spend_less": ("spend less", "spending less", "less"),
        "more_equity": ("more equity", "more in equity"),
        "less_equity": ("less equity", "less in equity"),
    }[tried.change]


def _unit(tried: WhatIf) -> Unit:
    units: dict[str, Unit] = {"save_more": "usd_per_year", "retire_later": "years", "spend_less": "percent"}
    return units.get(tried.change, "points")
