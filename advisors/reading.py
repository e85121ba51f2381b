"""What matters most in a person's case, in two to four sentences. Both report and summary open with it."""

from collections.abc import Iterator

from advisors.situation import Situation, ref
from advisors.wording import plain, plural
from portfolios.figures.mix import label_of_group


def headline(s: Situation) -> str:
    """Two to four sentences that say what matters most."""
    if s.is_empty:
        return "There is nothing to analyse yet: you have recorded no holdings and no cash."
    if not s.has_worth:
        return (
            "None of your holdings has a price, so nothing can be valued yet. "
            "Enter a price for each of them, or replace it by a holding the catalogue knows."
        )
    return " ".join([_worth(s), *_headline_risks(s), *_headline_goal(s)])


def _worth(s: Situation) -> str:
    accounts = plural(float(s.facts.value("account_count")), "account", "accounts")
    cash = f", of which {ref('cash_value')} is cash" if s.facts.value("cash_value") else ""
    return f"Your portfolio is worth **{ref('total_value')}** in {ref('account_count')} {accounts}{cash}."


def _headline_risks(s: Situation) -> Iterator[str]:
    if s.is_mostly_cash:
        yield (
            f"Cash makes up {ref('asset_cash_share')} of it: safe from day to day, "
            "but over the years it is the holding that inflation eats first."
        )
    elif company := s.concentrated_in:
        yield (
            f"One company, {plain(company.symbol)}, makes up {ref('largest_company_share')} of it, so a bad year for "
            "that company is a bad year for you."
        )
    elif s.drifts:
        key, points = s.drifts[0]
        side = "above" if points > 0 else "below"
        yield f"{target_name(key)} stands {ref(f'{key}_drift', 'size')} {side} your target."
    else:
        yield "Its mix is broad and close to what you set out to hold."


def _headline_goal(s: Situation) -> Iterator[str]:
    if "success_probability" in s.facts:
        yield (
            f"Your income goal of {ref('income_goal')} is met to the end of the plan in "
            f"{ref('success_probability', 'whole')} of simulated futures, "
            f"and the plan sustains about {ref('estimated_income')}."
        )
    elif s.has_projection:
        yield (
            f"You have set no income goal; what you own sustains about {ref('estimated_income')} in retirement, "
            "your other income included."
        )


def target_name(key: str) -> str:
    """The words for what a target fact is about: asset_equity is Equity, group_international International."""
    return label_of_group(key.split("_", 1)[1])
