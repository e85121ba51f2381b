"""What a transaction does to the number of shares, by the words for its action in several languages."""

from decimal import Decimal
from typing import Literal

from portfolios.importers.columns import normalize_heading

Kind = Literal["buy", "sell", "split", "move", "dividend", "none", "unknown"]
BUY = frozenset({"buy", "bought", "purchase", "purchased", "kauf", "achat", "compra", "acquisto", "koop", "buyx",
                 "sparplan"})  # fmt: skip
SELL = frozenset({"sell", "sold", "sale", "verkauf", "vente", "venta", "vendita", "verkoop", "redemption", "redeemed",
                  "sellx"})  # fmt: skip
REINVEST = frozenset({"reinvest", "reinvestment", "reinvested", "reinvdiv", "reinvlg", "reinvsh", "reinvint", "drip"})
MOVE = frozenset({
    "shrsin", "shrsout", "transfer", "transferred", "acats", "journal", "journaled", "receive", "received", "send",
    "sent", "einlieferung", "auslieferung", "add", "remove", "rec", "reward", "rewards", "staking",
})  # fmt: skip
SPLIT = frozenset({"split", "splits", "spl", "spr", "aktiensplit"})
OUT = frozenset({"shrsout", "send", "sent", "auslieferung", "remove", "out"})
DIVIDEND = frozenset({"dividend", "dividends", "cdiv", "div", "dividende", "distribution", "ausschüttung"})
NEUTRAL = frozenset({
    "deposit", "withdrawal", "interest", "fee", "fees", "tax", "top", "custody", "cash", "ach", "wire", "zinsen",
    "einlage", "entnahme", "gebühren", "steuern", "contribution", "int", "credit", "debit", "adjustment", "gold",
})  # fmt: skip


def classify_action(text: str, quantity: Decimal, amount: Decimal | None) -> Kind:
    """Return what a transaction does to the number of shares. A dividend that costs money is a reinvestment."""
    words = set(normalize_heading(text[:120]).split())
    if words & SPLIT:
        return "split"
    if words & REINVEST or (words & DIVIDEND and quantity > 0 and amount is not None and amount < 0):
        return "buy" if quantity else "none"
    for known, kind in ((SELL, "sell"), (BUY, "buy"), (DIVIDEND, "dividend")):
        if words & known:
            return kind  # type: ignore[return-value]
    if words & MOVE:
        is_internal = {"from", "to"} <= words
        return "none" if is_internal else "move"
    return "none" if words & NEUTRAL or not quantity else "unknown"
