"""Start the effects of options from the plan after the advice that comes first: cash invested, companies sold down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisors.actions.case import ActionCase, once_per_case
from advisors.actions.kinds.mix.invest import after_investing
from advisors.actions.kinds.mix.proceeds import list_company_sales, measure_sale, plan_after_sale
from advisors.actions.words import list_names
from advisors.claims.statement import Slot


@dataclass(frozen=True)
class Start:
    """A case to measure effects from. phrase, slots: the sentence that says which advice it counts; empty for now."""

    case: ActionCase
    phrase: str = ""
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @property
    def is_now(self) -> bool:
        return not self.phrase


@once_per_case
def start_effects(case: ActionCase) -> Start:
    """Return the case after the advice above the options, or as it is where no advice changes the plan."""
    if invested := after_investing(case):
        return Start(invested, "These chances count your cash as invested.")
    sales = [one for one in list_company_sales(case) if one.sale.lots and measure_sale(case, one)]
    if not sales or case.baseline is None:
        return Start(case)
    plan = case.baseline.plan
    for one in sales:
        plan = plan_after_sale(case, plan, one) or plan
    after = case.with_plan(plan)
    sold = list_names((one.company.symbol for one in sales), "companies")
    return Start(after, "These chances include the sale of {sold}.", {"sold": sold})
