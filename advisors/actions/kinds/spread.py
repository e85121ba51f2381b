"""Action against too many single companies: own a broad fund instead."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused
from advisors.actions.tiers import Tier
from advisors.claims.own_trades import MOSTLY_COMPANIES_PERCENT, find_stock_fund
from advisors.claims.statement import Name
from portfolios.facts.families import Family, Measure
from portfolios.risk.diversification import diversification_score
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, Snapshot
from portfolios.valuation.value import ZERO

MOVED = Decimal("0.5")
"""The part of each company that moves."""


class Broaden(Action):
    """Move half of what is in single companies to a fund of stocks that one owns already."""

    name = "broaden"
    tier = Tier.HARM
    place = 3
    needs_clear_mix = True
    fund: str

    @property
    def bought(self) -> frozenset[str]:
        return frozenset({self.fund})


def propose_broaden(case: ActionCase) -> Iterator[Advised]:
    """Yield it from half of the money in single companies, with the diversification score after the move."""
    companies = {company.id for company, _ in case.portfolio.companies}
    share = case.facts.value(Family.SPREAD, Measure.SHARE, "companies")
    if share < MOSTLY_COMPANIES_PERCENT:
        return
    fund = find_stock_fund(case.portfolio)
    if fund is None:
        raise Refused("measured", "no fund of stocks is owned to measure it with")
    before, after = diversification_score(case.portfolio), diversification_score(_moved(case, companies, fund))
    if before is None or after is None or after <= before:
        raise Refused("measured", "the money would not be more spread out")
    action = Broaden(fund=case.portfolio.fact_keys[fund.id])
    single = action.figure(
        Measure.NOW, share, "percent", "Single companies: share of the portfolio", "single companies / everything"
    )
    score = action.figure(Measure.POINTS, before, "count", "Diversification score now", "the score of what you own")
    better = action.figure(
        Measure.THEN, after, "count", "Diversification score after the move", "the score with the fund in their place"
    )
    yield Advised(
        action, action.say("Move from single companies to {fund}, step by step.", fund=Name(fund.symbol)),
        (
            action.say("Single companies are {single} of your money.", "bad", single=single),
            action.say("If half of that moved to {fund}, your diversification score would be {better} instead of "
                       "{score}.", "good", fund=Name(fund.symbol), better=better, score=score),
            action.say("Begin where no tax is due, or with what has lost value."),
        ),
        Effect(measure="score_points", before=Decimal(before), after=Decimal(after)), tier=Tier.HARM,
    )  # fmt: skip


def _moved(case: ActionCase, companies: set[UUID], fund: InstrumentValue) -> Portfolio:
    """Return the portfolio after half of each company was sold and the fund bought for it."""
    valuation = case.portfolio.valuation
    proceeds = MOVED * sum((lot.value or ZERO for lot in valuation.positions if lot.instrument.id in companies), ZERO)
    bought = proceeds / fund.price if fund.price else ZERO
    first = next(lot.position.id for lot in valuation.positions if lot.instrument.id == fund.id)
    positions = []
    for position in case.portfolio.snapshot.positions:
        quantity = position.quantity * (1 - MOVED) if position.instrument_id in companies else position.quantity
        quantity += bought if position.id == first else ZERO
        positions.append(position.model_copy(update={"quantity": quantity}))
    fields = {name: getattr(case.portfolio.snapshot, name) for name in Snapshot.model_fields}
    return Portfolio(Snapshot(**{**fields, "positions": tuple(positions)}))


PROPOSERS: dict[type[Action], Proposer] = {Broaden: propose_broaden}
