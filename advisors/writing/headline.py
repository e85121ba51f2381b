"""The headline that opens report and summary: what matters most, in two to five sentences."""

from collections.abc import Iterator

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, join_words, pluralize
from advisors.writing.probability import describe_success
from portfolios.facts.families import Family, Measure


def write_headline(s: Situation) -> str:
    if s.is_empty:
        return "There is nothing to analyse yet: you have recorded no holdings and no cash."
    if not s.has_value:
        return (
            "None of your holdings has a price, so nothing can be valued yet. "
            "Enter a price for each of them, or replace it by a holding the catalogue knows."
        )
    accounts = pluralize(float(s.facts.value(Family.PORTFOLIO, Measure.ACCOUNTS)), "account", "accounts")
    cash = (
        f", of which {ref('portfolio.cash')} is uninvested cash"
        if s.facts.value(Family.PORTFOLIO, Measure.CASH) >= 1
        else ""
    )
    sentences = [
        f"Your portfolio is worth **{ref('portfolio.value')}** in {ref('portfolio.accounts')} {accounts}{cash}."
    ]
    if s.portfolio.unpriced:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unpriced[:3])
        more = " and more" if len(s.portfolio.unpriced) > 3 else ""
        sentences.append(f"That leaves out {names}{more}: without a price nothing can be valued.")
    if s.has_too_much_unclassified:
        sentences.append(f"{ref('data.unclassified')} of it is unclassified, so what follows is blurred.")
    return " ".join([*sentences, *_describe_main_risk(s), *_describe_goal(s)])


def _describe_main_risk(s: Situation) -> Iterator[str]:
    if s.is_mostly_cash:
        yield (
            f"Cash and money-market funds make up {ref('asset_class.cash.share')} of it: safe from day to day, but "
            "over many years inflation can outrun what they earn."
        )
    elif company := s.concentrated_company:
        yield (
            f"One company, {escape_markdown(company.symbol)}, makes up {ref(f'company.{s.company_key}.share')} of it, "
            "so a bad year for that company is a bad year for you."
        )
    elif s.drifts:
        worst = s.drifts[0]
        side = "above" if worst.points > 0 else "below"
        yield f"{worst.label} stands {ref(worst.fact(Measure.DRIFT), 'size')} {side} your target."
    elif s.has_targets and not s.has_too_much_unclassified:
        yield "Its mix is close to your targets."


def _describe_goal(s: Situation) -> Iterator[str]:
    if "plan.success" in s.facts:
        yield (
            f"Your income goal of {ref('profile.income_goal')} is met to the end of the plan in {describe_success(s)}, "
            f"and in nine of ten of them the plan sustains {ref('plan.sustained_90')}."
        )
    elif s.has_projection:
        yield (
            f"You have set no income goal; what you own sustains {ref('plan.sustained_90')} in nine of ten simulated "
            "futures, your other income included."
        )
