"""What brokers call cash, kinds of instruments and kinds of accounts, in our words."""

from portfolios.importers.columns import normalised
from portfolios.taxonomy import ACCOUNT_KINDS, INSTRUMENT_TYPES

CASH_SYMBOLS = frozenset({"CASH", "CORE", "USD", "FCASH", "FDRXX", "SPAXX", "FZFXX"})
"""Fidelity's core positions among them: the cash of an account, held in a money market fund by the broker."""
CASH_WORDS = frozenset({
    "cash", "cash cash investments", "cash and cash investments", "cash and money market", "cash balance",
    "cash investments", "usd cash", "us dollar", "settlement fund",
})  # fmt: skip
CASH_MARK = "**"
TICKERS_TOO = frozenset({"CASH", "CORE", "USD"})
"""Shares are traded under these words as well: CASH is Pathward Financial, USD a fund of ProShares."""
SOUNDS_LIKE_CASH = frozenset({
    "cash", "core", "dollar", "dollars", "usd", "money", "sweep", "deposit", "deposits", "balance", "settlement",
})  # fmt: skip
NOT_HELD_YET = frozenset({"pending activity", "pending transactions"})
TOTALS = (
    "total",
    "account total",
    "accounts total",
    "grand total",
    "subtotal",
    "sub total",
    "positions total",
    "summe",
)

INSTRUMENT_WORDS = {
    **{normalised(label): key for key, label in INSTRUMENT_TYPES.items()},
    "stocks": "stock", "equity": "stock", "equities": "stock", "common stock": "stock", "stk": "stock",
    "etfs": "etf", "etfs closed end funds": "etf", "exchange traded fund": "etf", "mutual funds": "mutual_fund",
    "fund": "mutual_fund", "fixed income": "bond", "bonds": "bond", "bill": "bond", "reits": "reit",
    "commodities": "commodity", "cash and money market": "cash",
}  # fmt: skip
DERIVATIVES = frozenset({
    "option", "options", "opt", "equity and index options", "futures", "fut", "future", "options on futures", "fop",
    "warrant", "warrants", "forex", "cfd", "cfds",
})  # fmt: skip
ACCOUNT_WORDS = {
    **{normalised(label): key for key, label in ACCOUNT_KINDS.items()},
    **{normalised(key): key for key in ACCOUNT_KINDS},
}


def is_cash(symbol: str, name: str) -> bool:
    if symbol.endswith(CASH_MARK) or symbol.upper() in CASH_SYMBOLS or normalised(symbol) in CASH_WORDS:
        return True
    return not symbol and normalised(name) in CASH_WORDS


def is_named_otherwise(symbol: str, name: str) -> bool:
    """Whether a word for cash may be a ticker here: the row has a name, and it is not one of cash."""
    words = normalised(name).split()
    return symbol.upper() in TICKERS_TOO and bool(words) and not SOUNDS_LIKE_CASH.intersection(words)


def is_total(cells: tuple[str, ...]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return not any(map(str.isdigit, first)) and normalised(first) in TOTALS


def instrument_type(words: str) -> str:
    """A key of the taxonomy; empty where the words are not known."""
    return INSTRUMENT_WORDS.get(normalised(words), "")


def account_kind(words: str) -> str:
    return ACCOUNT_WORDS.get(normalised(words), "")
