"""Decide what becomes of amounts in other currencies: the one place where lines of a file meet exchange rates.

A position keeps its currency, that of its private instrument. Cash is the balance of an account in the account's own
currency, and a position of its own in any other. Without an exchange rate a row is refused by name: never 1:1.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from portfolios import bounds
from portfolios.currencies import BASE_CURRENCY, CURRENCY_NAMES
from portfolios.importers.currency import explain_foreign
from portfolios.importers.lines import ImportLine
from portfolios.importers.values import quote_cell
from portfolios.valuation.base_currency import Conversion

CASH_PREFIX = "CASH-"
"""Of the symbol of cash in a currency other than that of its account, such as CASH-CHF."""


def settle_currencies(
    lines: Iterable[ImportLine],
    *,
    conversion: Conversion,
    accounts: Mapping[str, str],
    owned: Mapping[str, str],
) -> Iterator[ImportLine]:
    """Yield the lines with cash in the currency of its account only, and each symbol in one currency.

    conversion: to the person's currency. accounts: the currency of stored accounts, by id. owned: the
    currency of the person's own instruments, by symbol.
    """
    of_account, of_symbol = dict(accounts), dict(owned)
    for line in lines:
        if line.refused or line.left_out:
            yield line
        elif line.currency not in CURRENCY_NAMES:
            yield line._replace(refused=explain_foreign(quote_cell(line.currency)))
        elif (line.cash, line.price, line.cost_basis, line.value) == (None, None, None, None):
            yield line._replace(currency=of_symbol.setdefault(line.symbol, line.currency))  # no amount has a currency
        elif line.currency not in conversion:
            missing = line.currency if BASE_CURRENCY in conversion else conversion.base
            yield line._replace(refused=explain_foreign(line.currency, missing))
        elif line.cash is not None and of_account.setdefault(line.account, line.currency) != line.currency:
            yield hold_cash(line)
        elif line.cash is None and of_symbol.setdefault(line.symbol, line.currency) != line.currency:
            names = (CURRENCY_NAMES.get(code, code) for code in (of_symbol[line.symbol], line.currency))
            yield line._replace(refused="Your {} is in {}, but this row is in {}.".format(line.symbol, *names))
        else:
            yield line


def hold_cash(line: ImportLine) -> ImportLine:
    """Return cash as a position in its currency. A debt in a currency other than that of the account is refused."""
    cash = line.cash or Decimal(0)
    if not cash:
        return line._replace(left_out="Nothing is held in this row.")
    if cash < 0:
        name = CURRENCY_NAMES.get(line.currency, line.currency)
        return line._replace(
            refused=f"This is a debt in {name}. Alex stores debts in the currency of the account only."
        )
    return line._replace(
        cash=None, symbol=f"{CASH_PREFIX}{line.currency}", name=f"Cash in {CURRENCY_NAMES[line.currency]}",
        instrument_type="cash", quantity=cash.quantize(bounds.QUANTITY.quantum), price=Decimal(1), value=cash,
    )  # fmt: skip
