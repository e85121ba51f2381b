"""Print the letter, actions, trades and guards of households, without a database.

    python bench/households.py [FILE] [NAME ..]

FILE has the shape of advisors/evaluation/data/households.json, which is read unless another is given.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from advisors.actions.action import Advised
from advisors.actions.advise import judge_actions
from advisors.actions.advised_trades import explain_no_trades, has_trades, with_advised_trades
from advisors.actions.case import ActionCase
from advisors.actions.guards import find_refusal
from advisors.claims.building import build_claim_case
from advisors.claims.case import ClaimCase
from advisors.claims.ranking import must_tell
from advisors.document.assembling import write_document
from advisors.document.document import Document
from advisors.document.letter import count_words
from advisors.document.markdown import document_to_markdown
from advisors.evaluation.gold_letters import compare_letter, read_gold_letters, shared_share
from advisors.evaluation.households import FILE, Household, build_snapshot, read_households
from advisors.rebalancing.plans import MAX_TRADES, MIN_TRADE_DOLLARS
from portfolios.rebalancing.recommendation import Trade

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHARED_BY = 5
AWAY_POINTS = Decimal("0.02")


def main() -> None:
    names = sys.argv[1:]
    file = Path(names.pop(0)) if names and names[0].endswith(".json") else FILE
    households = read_households(file)
    documents = [print_household(name, households[name]) for name in names or households]
    print(f"sentences shared by {SHARED_BY} or more letters: {shared_share(documents, SHARED_BY):.0%}")


def print_household(name: str, household: Household) -> Document:
    """Print everything about one household, and return its document."""
    start = time.perf_counter()
    case = build_claim_case(build_snapshot(household, now=NOW))
    advice = judge_actions(case)
    actions = advice.actions
    case = with_advised_trades(case, actions)
    document = write_document(case, actions)
    seconds = time.perf_counter() - start
    kinds = {sentence.kind for sentence in document.all_sentences}
    missing = [statement.kind for statement in must_tell(case) if statement.kind not in kinds]
    print(f"# {name}\n\n{document_to_markdown(document)}\n")
    for action in document.actions:
        effect = action.effect
        print(f"[{action.priority}. {action.tier}; {effect.measure} {effect.before} -> {effect.after}]")
    for plan in case.situation.plans if has_trades(actions) else ():
        print(f"plan {plan.plan}: {', '.join(map(describe_trade, plan.trades)) or 'no trade'}")
    print(explain_no_trades(case, advice), end="\n" * (not has_trades(actions)))
    broken = (*find_broken_guards(case, actions), *find_bad_trades(case))
    print(f"guards: {list_or_none(broken) if broken else 'all hold'}")
    count = sum(1 for _ in document.all_sentences)
    print(f"{count} sentences in {seconds:.1f} s; must tell and missing: {missing or 'none'}")
    print(f"letter: {count_words(document.letter, actions)} words, {len(actions)} actions")
    print_comparison(name, document, case, actions)
    return document


def print_comparison(name: str, document: Document, case: ClaimCase, actions: tuple[Advised, ...]) -> None:
    """Print how much of a planner's letter ours says, if there is one."""
    if gold := read_gold_letters().get(name):
        found = compare_letter(document, gold, case, actions)
        count = found.sentences - len(found.missing)
        print(f"gold: {count} of {found.sentences}; missing: {list_or_none(found.missing)}"
              f"; against the gold: {list_or_none(found.against)}")  # fmt: skip
    print()


def describe_trade(trade: Trade) -> str:
    return f"{trade.side} {trade.dollars:,.0f} {trade.symbol} in {trade.account}"


def find_broken_guards(case: ClaimCase, actions: Iterable[Advised]) -> Iterator[str]:
    """Yield each guard that an advised action or option breaks, judged again."""
    own_case = ActionCase.of(case)
    for advised in actions:
        for one in (advised, *advised.options):
            if refusal := find_refusal(one, own_case):
                yield f"{refusal.action}: {refusal.reason}"


def find_bad_trades(case: ClaimCase) -> Iterator[str]:
    """Yield what no plan may do: too many or too small trades, cash below zero, a class away from its target.

    Cash may rise where nothing in an account can replace what is sold of a company.
    """
    for plan in case.situation.plans:
        if len(plan.trades) > MAX_TRADES or any(trade.dollars < MIN_TRADE_DOLLARS - 1 for trade in plan.trades):
            yield f"{plan.plan}: too many or too small trades"
        if any(row.after < 0 for row in plan.cash):
            yield f"{plan.plan}: an account is overdrawn"
        for one in plan.weights:
            is_proceeds = one.key == "cash" and plan.sold > plan.bought
            if not is_proceeds and abs(one.after - one.target) > abs(one.before - one.target) + AWAY_POINTS:
                yield f"{plan.plan}: {one.key} moves away from its target"


def list_or_none(items: tuple[str, ...]) -> str:
    return ", ".join(items) or "none"


if __name__ == "__main__":
    main()
