"""What of a scenario becomes part of a person's plan: the values to store, each with what it replaces, and the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.what_if.values import Levers
from portfolios.currencies import name_currency
from portfolios.household.inputs import Benefit, OneOff
from portfolios.models import Profile
from portfolios.templatetags.money import whole_money

MOST_ONE_OFFS = 4
"""As many as the page of the plan shows."""


@dataclass(frozen=True)
class EditedLine:
    """One line of the question whether to change the plan."""

    label: str
    before: str
    after: str
    is_money: bool = False


@dataclass
class PlanEdit:
    """Values to store by field, of the profile and of its household; what is left out is explained in `left_out`."""

    profile: dict[str, Any] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    lines: list[EditedLine] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def build_edit(
    profile: Profile, levers: Levers, *, today: date, monthly_benefit: Decimal | None, currency: str
) -> PlanEdit:
    """Return what the plan takes over. monthly_benefit: the benefit at full age, for who has not entered one.

    currency: of the amounts. A plan that is in another one by now takes over no amount.
    """
    edit = PlanEdit()
    if levers.has_money and currency != profile.base_currency:
        edit.left_out.append(
            f"The amounts are in {name_currency(currency)}, and your plan is in {name_currency(profile.base_currency)} "
            "now. Start a new analysis, then try them again."
        )
        levers = levers.model_copy(update={"save": None, "spend": None, "once": None})
    take_money(edit, profile, levers)
    take_retirement(edit, profile, levers, today)
    take_claim(edit, profile, levers, monthly_benefit)
    take_targets(edit, profile, levers)
    take_one_off(edit, profile, levers, today)
    if levers.returns:
        edit.left_out.append("Another return is something to test with, not a part of your plan.")
    edit.lines = [line for line in edit.lines if line.before != line.after]
    return edit


def change_amount(label: str, profile: Profile, before: Decimal | None, after: Decimal) -> EditedLine:
    code = profile.base_currency
    return EditedLine(label, "not set" if before is None else whole_money(before, code), whole_money(after, code), True)


def take_money(edit: PlanEdit, profile: Profile, levers: Levers) -> None:
    if levers.save is not None:
        edit.profile["annual_contribution"] = levers.save
        edit.lines.append(change_amount("Save each year", profile, profile.annual_contribution, levers.save))
    if levers.spend is not None:
        edit.profile["target_retirement_income"] = levers.spend
        edit.lines.append(change_amount("Spend each year", profile, profile.target_retirement_income, levers.spend))


def take_retirement(edit: PlanEdit, profile: Profile, levers: Levers, today: date) -> None:
    """Take the age of retirement over, which needs the year of birth and a plan that ends later."""
    if levers.retire is None:
        return
    if profile.birth_year is None:
        edit.left_out.append("An age of retirement needs the year you were born. Enter it in your plan first.")
        return
    age = profile.age(today=today)
    if not age <= levers.retire < profile.plan_to_age:
        edit.left_out.append(f"You cannot retire at {levers.retire}: you turn {age} this year, and your plan ends "
                             f"at {profile.plan_to_age}.")  # fmt: skip
        return
    edit.profile |= {"retirement_age": levers.retire, "years_until_retirement": levers.retire - age}
    before = age + profile.compute_years_until_retirement(today=today)
    edit.lines.append(EditedLine("Retire at", str(before), str(levers.retire)))


def take_claim(edit: PlanEdit, profile: Profile, levers: Levers, monthly_benefit: Decimal | None) -> None:
    """Take the age of the claim over, with the benefit at full age where only an income was entered."""
    if levers.claim is None:
        return
    entered = profile.household.social_security
    if entered is None and monthly_benefit is None:
        edit.left_out.append("Your plan has no Social Security to claim at another age.")
        return
    before = "as your income begins" if entered is None else str(entered.claim_age)
    if entered is None:
        entered = Benefit(monthly=monthly_benefit, at="full_age")  # type: ignore[arg-type]
    edit.household["social_security"] = {**entered.model_dump(), "claim_age": levers.claim}
    edit.lines.append(EditedLine("Claim Social Security at", before, str(levers.claim)))


def take_targets(edit: PlanEdit, profile: Profile, levers: Levers) -> None:
    """Take the share of stocks over as the target; the other classes keep their proportions."""
    if levers.stocks is None:
        return
    stocks, targets = round(levers.stocks), profile.asset_class_targets
    edit.profile["asset_class_targets"] = dict(spread_targets(targets, stocks))
    before = targets.get("equity", Decimal(0))
    edit.lines.append(EditedLine("Stocks in your target mix", f"{before.normalize():f}%", f"{stocks}%"))


def spread_targets(targets: Mapping[str, Decimal], stocks: int) -> Iterator[tuple[str, Decimal]]:
    """Yield the targets with this percent in stocks, in whole percent; the largest other class takes the rest."""
    others = {name: share for name, share in targets.items() if name != "equity" and share} or {
        "fixed_income": Decimal(1)
    }
    rest, total = Decimal(100 - stocks), sum(others.values())
    shares = {name: round(rest * share / total) for name, share in others.items()}
    largest = max(others, key=lambda name: others[name])
    shares[largest] += int(rest) - sum(shares.values())
    yield from ((name, Decimal(share)) for name, share in {"equity": stocks, **shares}.items() if share)


def take_one_off(edit: PlanEdit, profile: Profile, levers: Levers, today: date) -> None:
    """Add the single amount in the year of retirement, the new one if that changes too."""
    if not levers.once:
        return
    planned = profile.household.one_offs or ()
    if len(planned) >= MOST_ONE_OFFS:
        edit.left_out.append(f"Your plan has {MOST_ONE_OFFS} single amounts already. Remove one first.")
        return
    years = edit.profile.get("years_until_retirement", profile.compute_years_until_retirement(today=today))
    one = OneOff(year=today.year + years, amount=-levers.once)
    if one in planned:
        amount = whole_money(abs(levers.once), profile.base_currency)
        edit.left_out.append(
            f"Your plan has a single amount of {amount} in {one.year} already. Change it in your plan."
        )
        return
    edit.household["one_offs"] = [*(row.model_dump() for row in planned), one.model_dump()]
    label = f"{'Receive' if levers.once > 0 else 'Spend'} once in {one.year}"
    edit.lines.append(change_amount(label, profile, Decimal(0), abs(levers.once)))
