"""Recognize cash, instrument types and account kinds by the names that brokers use."""

from portfolios.account_kinds import ACCOUNT_KINDS
from portfolios.importers.columns import normalize_heading
from portfolios.taxonomy import INSTRUMENT_TYPES

CASH_SYMBOLS = frozenset({"CASH", "CORE", "USD", "FCASH", "FDRXX", "SPAXX", "FZFXX"})
"""Including Fidelity's core positions: an account's cash that the broker holds in a money market fund."""
CASH_LABELS = frozenset({
    "cash", "cash cash investments", "cash and cash investments", "cash and money market", "cash balance",
    "cash investments", "usd cash", "us dollar", "us dollars", "settlement fund", "cash usd", "cash core",
    "cash sweep", "fidelity cash", "free cash", "available cash", "total cash", "uninvested cash", "bargeld",
    "guthaben", "liquidités", "kontostand",
})  # fmt: skip
CASH_SUFFIX = "**"
AMBIGUOUS_CASH_SYMBOLS = frozenset({"CASH", "CORE", "USD"})
"""These are also tickers: CASH is Pathward Financial, USD is a ProShares fund."""
CASH_NAME_WORDS = frozenset({
    "cash", "core", "dollar", "dollars", "usd", "money", "sweep", "deposit", "deposits", "balance", "settlement",
})  # fmt: skip
CASH_PREFIX = "$"
"""Yahoo writes $$CASH, Wealthfolio $CASH."""
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
    "totals",
    "gesamt",
    "gesamtsumme",
    "account totals",
    "portfolio total",
    "total account value",
    "networth",
)
GROUP_TITLES = frozenset({
    "holdings", "positions", "long positions", "investments", "securities", "cash and cash equivalents", "alternatives",
    "stocks and etfs", "equities and etfs", "etfs and stocks", "closed end funds", "other", "others", "core account",
})  # fmt: skip
"""Titles over rows of one kind, beside the names of kinds."""
CLOSED_STATES = frozenset({"closed", "sold", "exited", "inactive", "geschlossen", "verkauft"})
UNVESTED_STATES = frozenset({"no", "unvested", "false", "not vested", "pending"})
LOT_LABELS = frozenset({"lot", "lots", "tax lot", "taxlot", "lot detail", "open lot"})
SUM_STARTS = ("subtotal ", "sub total ", "total of ", "total for ", "totals for ", "summe ", "zwischensumme")
TOTAL_WORDS = frozenset({"total", "totals", "summe", "gesamt"})
TOTAL_PHRASES = (
    "total market value", "total value", "total account value", "gesamtwert", "portfolio value", "account value",
    "networth", "grand total",
)  # fmt: skip
"""What a line outside the table may call the value of all rows."""

INSTRUMENT_TYPES_BY_LABEL = {
    **{normalize_heading(label): key for key, label in INSTRUMENT_TYPES.items()},
    "stocks": "stock", "equity": "stock", "equities": "stock", "common stock": "stock", "stk": "stock",
    "etfs": "etf", "etfs closed end funds": "etf", "exchange traded fund": "etf", "mutual funds": "mutual_fund",
    "fund": "mutual_fund", "fixed income": "bond", "bonds": "bond", "bill": "bond", "reits": "reit",
    "commodities": "commodity", "cash and money market": "cash", "aktien": "stock", "aktie": "stock",
    "anleihen": "bond", "fonds": "mutual_fund", "actions": "stock", "obligations": "bond", "posdebt": "bond",
}  # fmt: skip
DERIVATIVE_LABELS = frozenset({
    "option", "options", "opt", "optionen", "aktien und indexoptionen", "aktienoptionen", "optionsschein",
    "optionsscheine", "options sur actions et indices", "termingeschäfte", "stock option",
    "equity and index options", "futures", "fut", "future", "options on futures", "fop",
    "warrant", "warrants", "forex", "devisen", "cfd", "cfds", "cash fx",
})  # fmt: skip
ACCOUNT_KINDS_BY_NAME = {
    normalize_heading(name): kind.key for kind in ACCOUNT_KINDS for name in (kind.key, kind.label, *kind.aliases)
}


ACCOUNT_WORDS = (
    ("roth 401k", "401k"), ("401k", "401k"), ("403b", "401k"), ("457", "401k"), ("401a", "401k"), ("tsp", "401k"),
    ("retirement savings plan", "401k"), ("brokeragelink", "401k"), ("roth", "roth_ira"),
    ("rollover", "traditional_ira"),
    ("traditional ira", "traditional_ira"), ("sep ira", "traditional_ira"), ("simple ira", "traditional_ira"),
    ("ira", "traditional_ira"), ("hsa", "hsa"), ("health savings", "hsa"), ("529", "529"), ("college", "529"),
    ("pension", "pension"), ("individual", "taxable"), ("joint", "taxable"), ("brokerage", "taxable"),
    ("tod", "taxable"),
    ("taxable", "taxable"), ("cma", "taxable"), ("checking", "taxable"), ("savings", "taxable"),
    ("cash management", "taxable"),
)  # fmt: skip
"""Words in the name of an account, and the kind they mean; the first that is found decides."""


def guess_account_kind(name: str) -> str:
    """Guess the kind of an account from the words of its name, or return an empty string."""
    known = parse_account_kind(name)
    words = f" {normalize_heading(name.replace('(', '').replace(')', ''))} "
    return known or next((kind for word, kind in ACCOUNT_WORDS if f" {word} " in words), "")


def is_cash(symbol: str, name: str) -> bool:
    if symbol.startswith(CASH_PREFIX) and symbol.strip(CASH_PREFIX).upper() in CASH_SYMBOLS:
        return True
    if symbol.endswith(CASH_SUFFIX) or symbol.upper() in CASH_SYMBOLS or normalize_heading(symbol) in CASH_LABELS:
        return True
    return not symbol and normalize_heading(name) in CASH_LABELS


def is_possible_ticker(symbol: str, name: str) -> bool:
    """Return whether a word for cash may be a ticker here: the row has a name, and the name does not mean cash."""
    words = normalize_heading(name).split()
    return symbol.upper() in AMBIGUOUS_CASH_SYMBOLS and bool(words) and not CASH_NAME_WORDS.intersection(words)


def is_total_row(cells: tuple[str, ...]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return is_total_label(first)


def is_sum_of(text: str) -> bool:
    """Return whether a label says what it sums, such as “Subtotal of Stocks”."""
    return normalize_heading(text[:100]).startswith(SUM_STARTS)


def is_subtotal(text: str) -> bool:
    return normalize_heading(text[:100]).startswith(("sub", "zwischensumme"))


def is_total_label(text: str) -> bool:
    return not any(map(str.isdigit, text)) and normalize_heading(text) in TOTAL_LABELS


def has_total_word(text: str) -> bool:
    """Return whether a label ends with the word total, or begins with it."""
    words = normalize_heading(text[:100]).split()
    return len(words) > 1 and bool(TOTAL_WORDS & {words[0], words[-1]})


def remove_total_word(label: str) -> str:
    """Return the name of the account in the label of its total: “Roth IRA” for “Roth IRA Total”."""
    words = label.split()
    return " ".join(word for word in words if normalize_heading(word) not in TOTAL_WORDS)


def is_derivative_label(text: str) -> bool:
    """Return whether a cell of the type column means an option, a future or the like."""
    return normalize_heading(text) in DERIVATIVE_LABELS


def parse_instrument_type(name: str) -> str:
    """Return an instrument type of the taxonomy, or an empty string if the name is unknown."""
    label = normalize_heading(name)
    first = label.split(" gehalten bei ")[0].split(" held with ")[0].split(" détenues ")[0]
    return INSTRUMENT_TYPES_BY_LABEL.get(label) or INSTRUMENT_TYPES_BY_LABEL.get(first, "")


def is_group_title(text: str) -> bool:
    """Return whether a line with one cell is a title over rows of one kind, such as “Mutual Funds”."""
    is_kind = bool(parse_instrument_type(text)) or is_derivative_label(text)
    return len(text) <= 60 and (is_kind or normalize_heading(text) in GROUP_TITLES)


def parse_account_kind(name: str) -> str:
    return ACCOUNT_KINDS_BY_NAME.get(normalize_heading(name), "")
