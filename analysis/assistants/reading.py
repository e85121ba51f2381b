"""What the tools read of stored analyses. Nothing here needs the plan engine, and nothing writes."""

from collections.abc import Iterable

from advisors.document.parts import Sentence
from analysis.assistants.answers import (
    AdvisedAction,
    AnalysisAnswer,
    CheckAnswer,
    ExplainAnswer,
    FactsAnswer,
    Holding,
    HoldingsAnswer,
    PlannedTrade,
    PlanOfTrades,
    PlansAnswer,
    Progress,
    SaidClaim,
    SaidFact,
    WrittenFigure,
)
from analysis.assistants.finding import TOO_OLD, AssistantRefused, find_any, find_completed
from analysis.models import Job
from analysis.questions.asking import load_source
from analysis.questions.checking import check_text
from analysis.results.document import load_facts
from people.models import User
from portfolios.account_kinds import find_account_kind
from portfolios.facts.fact import Fact
from portfolios.valuation.value import Valuation, compute_valuation, round_half_even

MAX_CLAIMS = 40


def read_facts(user: User, *, analysis: str, topic: str, search: str, offset: int, limit: int) -> FactsAnswer:
    job = find_completed(user, analysis)
    sheet, wanted = load_facts(job), search.casefold().split()

    def fits(fact: Fact) -> bool:
        text = f"{fact.id} {fact.label} {' '.join(fact.subject)}".casefold()
        return topic in ("", fact.topic) and all(word in text for word in wanted)

    found = [fact for fact in sheet.facts if fits(fact)]
    shown = found[offset : offset + limit]
    return FactsAnswer(
        analysis=str(job.pk), topics=list(sheet.topics), total=len(found), facts=list(map(SaidFact.of, shown)),
        claims=find_claims(job, {fact.id for fact in shown}),
    )  # fmt: skip


def explain_fact(user: User, *, analysis: str, fact: str) -> ExplainAnswer:
    job = find_completed(user, analysis)
    sheet = load_facts(job)
    if fact not in sheet:
        raise AssistantRefused("There is no such fact in this analysis. The tool facts lists them.")
    inputs = [sheet[name] for name in sheet[fact].inputs if name in sheet]
    return ExplainAnswer(
        analysis=str(job.pk), fact=SaidFact.of(sheet[fact]), inputs=list(map(SaidFact.of, inputs)),
        claims=find_claims(job, {fact}),
    )  # fmt: skip


def find_claims(job: Job, facts: set[str]) -> list[SaidClaim]:
    """Return what Alex says with one of these figures, heaviest first."""
    source = load_source(job)
    statements: Iterable[Sentence] = source.statements if source else ()
    found = (one for one in statements if any(figure.fact in facts for figure in one.figures))
    return [SaidClaim.of(one) for one, _ in zip(found, range(MAX_CLAIMS), strict=False)]


def read_holdings(user: User, *, analysis: str, offset: int, limit: int) -> HoldingsAnswer:
    job = find_completed(user, analysis)
    assert job.snapshot is not None
    valuation = compute_valuation(job.snapshot)
    rows = list(list_holdings(valuation))
    return HoldingsAnswer(
        analysis=str(job.pk), taken_at=job.snapshot.taken_at.isoformat(), value=valuation.total, total=len(rows),
        currency=job.snapshot.currency, holdings=rows[offset : offset + limit],
    )  # fmt: skip


def list_holdings(valuation: Valuation) -> Iterable[Holding]:
    """Yield each position and the cash of each account."""

    def weigh(value: object) -> dict[str, object]:
        total = valuation.exact_total
        known = value is not None and total > 0
        return {"value": value and round_half_even(value),  # type: ignore[arg-type]
                "weight": round(100 * value / total, 4) if known else None}  # type: ignore[operator]  # fmt: skip

    for account in valuation.accounts:
        name, kind = account.account.name, find_account_kind(account.account.kind).label
        for worth in account.positions:
            one = worth.instrument
            yield Holding.model_validate({
                "account": name, "account_type": kind, "symbol": one.symbol, "name": one.name,
                "quantity": worth.position.quantity, "price": one.price, "cost": worth.position.cost_basis,
                "gain": worth.gain, **weigh(worth.value),
            })  # fmt: skip
        if account.cash:
            yield Holding.model_validate({
                "account": name, "account_type": kind, "symbol": "", "name": "Cash", "quantity": None, "price": None,
                "cost": None, "gain": None, **weigh(account.cash),
            })  # fmt: skip


def read_plans(user: User, *, analysis: str) -> PlansAnswer:
    job = find_completed(user, analysis)
    summary = job.summary_payload
    if summary is None:
        raise AssistantRefused(TOO_OLD)
    plans = [
        PlanOfTrades(name=plan.plan, trades=[
            PlannedTrade(account=one.account, side=one.side, symbol=one.symbol, quantity=one.quantity,
                         dollars=one.dollars, reason=one.reason)
            for one in plan.trades
        ])
        for plan in summary.rebalancing
    ]  # fmt: skip
    return PlansAnswer(analysis=str(job.pk), no_trades=summary.no_trades, plans=plans)


def read_analysis(user: User, *, analysis: str) -> AnalysisAnswer:
    job = find_any(user, analysis)
    summary = job.summary_payload
    steps = [Progress(step=s.name, status=s.status, message=s.message) for s in job.steps.defer("output", "log")]
    return AnalysisAnswer(
        analysis=str(job.pk), kind=job.job_type, status=job.status, message=job.error_message, steps=steps,
        completed_at=job.completed_at.isoformat() if job.completed_at else None,
        letter=summary.content if summary else "",
        figures={one.label: one.text for one in summary.key_figures} if summary else {},
        actions=[AdvisedAction(priority=one.priority, title=one.title, reason=one.reason, warning=one.warning)
                 for one in (summary.actions if summary else ())],
        disclaimer=summary.disclaimer if summary else "", report=report_address(job),
    )  # fmt: skip


def report_address(job: Job) -> str:
    """Return the address of the resource with the whole report; empty without one."""
    return f"alex://analyses/{job.pk}/report" if job.report_payload else ""


def read_report(user: User, *, analysis: str) -> str:
    """Return the report as Markdown."""
    job = find_completed(user, analysis)
    if job.report_payload is None:
        raise AssistantRefused(TOO_OLD)
    return job.report_payload.content


def check_own_text(user: User, *, analysis: str, text: str) -> CheckAnswer:
    """Check every figure of a text against the facts of an analysis."""
    job = find_completed(user, analysis)
    checked = check_text(job, text)
    figures = [
        WrittenFigure(text=one.figure.text, start=one.figure.start, end=one.figure.end, facts=list(one.fact_ids),
                      reason=one.reason or "")
        for one in checked.judged
    ]  # fmt: skip
    return CheckAnswer(analysis=str(job.pk), ok=checked.ok, figures=figures)
