"""The same household has the same plans, whatever the ids and the order of its rows."""

from uuid import uuid5

import pytest

from advisors.claims.own_trades import build_own_plans
from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.support.claim_cases import NOW
from portfolios.valuation.portfolio import Portfolio


def with_other_ids(snapshot, salt):
    """Return the snapshot with new ids, its rows in their order, as a database would give them."""

    def renew(rows, *fields):
        new = [row.model_copy(update={f: uuid5(getattr(row, f), salt) for f in ("id", *fields)}) for row in rows]
        return tuple(sorted(new, key=lambda row: row.id))

    return snapshot.model_copy(update={
        "accounts": renew(snapshot.accounts), "instruments": renew(snapshot.instruments),
        "positions": renew(snapshot.positions, "account_id", "instrument_id"),
        "alternatives": renew(snapshot.alternatives),
    })  # fmt: skip


def trades_of(snapshot):
    return {
        plan.plan: {(t.account, t.side, t.symbol): round(t.dollars) for t in plan.trades}
        for plan in build_own_plans(Portfolio(snapshot))
    }


@pytest.mark.parametrize("salt", ["1", "2", "3"])
@pytest.mark.parametrize("name", ["demo", "family", "retiree70"])
def test_ids_of_rows_decide_nothing(name, salt):
    snapshot = build_snapshot(read_households()[name], now=NOW)
    assert trades_of(with_other_ids(snapshot, salt)) == trades_of(snapshot)
