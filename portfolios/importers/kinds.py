"""Recognize cash, instrument types and account kinds by the names that brokers use."""

from portfolios.account_kinds import ACCOUNT_KINDS
from portfolios.importers.columns import normalize_heading
from portfolios.taxonomy import INSTRUMENT_TYPES

CASH_SYMBOLS = frozenset({"CASH", "CORE", "USD", "FCASH", "FDRXX", "SPAXX", "FZFXX"})
"""Including Fidelity's core positions: an account's cash that the broker holds in a money market fund."""
CASH_LABELS = frozenset({
    "cash", "cash cash investments", "cash and cash investments", "cash and money market", "cash balance",
    "cash investments", "usd cash", "us dollar", "settlement fund",
})  # fmt: skip
CASH_SUFFIX = "**"
AMBIGUOUS_CASH_SYMBOLS = frozenset({"CASH", "CORE", "USD"})
"""These are also tickers: CASH is Pathward Financial, USD is a ProShares fund."""
CASH_NAME_WORDS = frozenset({
    "cash", "core", "dollar", "dollars", "usd", "money", "sweep", "deposit", "deposits", "balance", "settlement",
})  # fmt: skip
UNSETTLED_LABELS = frozenset({"pending activity", "pending transactions"})
TOTAL_LABELS = (
    "total",
    "account total",
    "accounts total",
    "grand total",
    "subtotal",
    "sub total",
    "positions total",
    "summe",
)

INSTRUMENT_TYPES_BY_LABEL = {
    **{normalize_heading(label): key for key, label in INSTRUMENT_TYPES.items()},
    "stocks": "stock", "equity": "stock", "equities": "stock", "common stock": "stock", "stk": "stock",
    "etfs": "etf", "etfs closed end funds": "etf", "exchange traded fund": "etf", "mutual funds": "mutual_fund",
    "fund": "mutual_fund", "fixed income": "bond", "bonds": "bond", "bill": "bond", "reits": "reit",
    "commodities": "commodity", "cash and money market": "cash",
}  # fmt: skip
DERIVATIVE_LABELS = frozenset({
    "option", "options", "opt", "equity and index options", "futures", "fut", "future", "options on futures", "fop",
    "warrant", "warrants", "forex", "cfd", "cfds",
})  # fmt: skip
ACCOUNT_KINDS_BY_NAME = {
    normalize_heading(name): kind.key for kind in ACCOUNT_KINDS for name in (kind.key, kind.label, *kind.aliases)
}


def is_cash(symbol: str, name: str) -> bool:
    if symbol.endswith(CASH_SUFFIX) or symbol.upper() in CASH_SYMBOLS or normalize_heading(symbol) in CASH_LABELS:
        return True
    return not symbol and normalize_heading(name) in CASH_LABELS


def is_possible_ticker(symbol: str, name: str) -> bool:
    """Return whether a word for cash may be a ticker here: the row has a name, and the name does not mean cash."""
    words = normalize_heading(name).split()
    return symbol.upper() in AMBIGUOUS_CASH_SYMBOLS and bool(words) and not CASH_NAME_WORDS.intersection(words)


def is_total_row(cells: tuple[str, ...]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return not any(map(str.isdigit, first)) and normalize_heading(first) in TOTAL_LABELS


def parse_instrument_type(name: str) -> str:
    """Return an instrument type of the taxonomy, or an empty string if the name is unknown."""
    return INSTRUMENT_TYPES_BY_LABEL.get(normalize_heading(name), "")


def parse_account_kind(name: str) -> str:
    return ACCOUNT_KINDS_BY_NAME.get(normalize_heading(name), "")
