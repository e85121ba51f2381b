"""Write an import plan, within the transaction of the caller."""

from people.models import User
from portfolios.changes import editing
from portfolios.changes.editing import EnteredPrice, NewInstrument, NewPosition
from portfolios.changes.own_prices import enter_prices_of_holdings
from portfolios.importers.lines import ImportLine
from portfolios.importing.plan import ImportPlan
from portfolios.importing.planner import DEFAULT_INSTRUMENT_TYPE
from portfolios.models import Account, OwnPrice

ACCOUNT_FIELDS = ("id", "name", "kind", "purpose", "cash_balance", "cash_interest", "counts_for_retirement", "currency")


def write_import_plan(plan: ImportPlan, user: User) -> None:
    """Create and change rows through the same functions as pages and API."""
    for account in plan.new_accounts:
        editing.create_account(user=user, values={name: getattr(account, name) for name in ACCOUNT_FIELDS})
    for account, number in plan.numbers:
        Account.objects.owned_by(user).get(pk=account.pk).record_number(number)
    for account, cash in plan.cash:
        values = {"cash_balance": cash}
        editing.update_account(user=user, account_id=account.pk, version=account.version, values=values)
    details = [build_instrument(line) for line in plan.new_instruments.values()]
    created = editing.create_private_instruments(user=user, rows=details)
    instruments = {row.symbol: row.pk for row in (*plan.instruments.values(), *created)}
    new = [
        NewPosition(account.pk, instruments[line.symbol], line.quantity, line.cost_basis, line.as_of)
        for account, line in plan.new_positions
    ]
    editing.create_positions(user=user, rows=new)
    editing.change_positions(user=user, changes=plan.changed_positions)
    prices = {
        plan.instruments[symbol].pk: EnteredPrice(line.price, line.price_day) for symbol, line in plan.prices.items()
    }
    enter_prices_of_holdings(user=user, prices=prices, source=OwnPrice.Source.FILE)


def build_instrument(line: ImportLine) -> NewInstrument:
    """Return the new instrument of a row; a classification in the file counts as the owner's."""
    return NewInstrument(
        symbol=line.symbol,
        name=line.name,
        instrument_type=line.instrument_type or DEFAULT_INSTRUMENT_TYPE,
        currency=line.currency,
        price=EnteredPrice(line.price, line.price_day),
        splits=line.splits and {f"allocation_{name}": split for name, split in line.splits._asdict().items()},
    )
