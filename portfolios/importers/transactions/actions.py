"""What a transaction does to the number of shares, by the words for its action in several languages."""

from decimal import Decimal
from typing import Literal

from portfolios.importers.columns import normalize_heading

Kind = Literal["buy", "sell", "split", "move", "dividend", "capital", "none", "unknown"]
BUY = frozenset({"buy", "bought", "purchase", "purchased", "kauf", "achat", "compra", "acquisto", "koop", "buyx",
                 "sparplan"})  # fmt: skip
SELL = frozenset({"sell", "sold", "sale", "verkauf", "vente", "venta", "vendita", "verkoop", "redemption", "redeemed",
                  "sellx"})  # fmt: skip
REINVEST = frozenset({"reinvest", "reinvestment", "reinvested", "reinvdiv", "reinvlg", "reinvsh", "reinvint", "drip"})
MOVE = frozenset({
    "shrsin", "shrsout", "transfer", "transferred", "acats", "journal", "journaled", "receive", "received", "send",
    "sent", "einlieferung", "auslieferung", "add", "remove", "rec", "reward", "rewards", "staking", "earn",
})  # fmt: skip
SPLIT = frozenset({"split", "splits", "spl", "spr", "aktiensplit", "stksplit", "stocksplit"})
OUT = frozenset({"shrsout", "send", "sent", "auslieferung", "remove", "out"})
DIVIDEND = frozenset({"dividend", "dividends", "cdiv", "div", "dividende", "distribution", "ausschüttung"})
REVERSED = frozenset({"cancel", "canceled", "cancelled", "correction", "reversal", "reversed", "storno"})
SHORT_SALES = (
    "sell short",
    "sold short",
    "short sale",
    "short sell",
    "buy to cover",
    "buy to close",
    "bought to cover",
)
"""What undoes other transactions, and short sales: they are not understood."""
CAPITAL = frozenset({"roc", "retofcap", "rtrncap"})
COSTS = frozenset({"fee", "fees", "tax", "withdrawal", "custody", "gebühren", "steuern", "entnahme"})
"""Movements of money for which shares are sold."""


def classify_action(text: str, quantity: Decimal, amount: Decimal | None) -> Kind:
    """Return what a transaction does to the number of shares. A dividend that costs money is a reinvestment."""
    plain = normalize_heading(text[:120])
    words = set(plain.split())
    if quantity and (words & REVERSED or any(phrase in plain for phrase in SHORT_SALES)):
        return "unknown"
    if words & SPLIT:
        return "split"
    if words & REINVEST or (words & DIVIDEND and quantity > 0 and amount is not None and amount < 0):
        return "buy" if quantity else "none"
    if words & CAPITAL or "return of capital" in plain:
        return "none" if quantity else "capital"
    for known, kind in ((SELL, "sell"), (BUY, "buy"), (DIVIDEND, "dividend")):
        if words & known:
            return kind  # type: ignore[return-value]
    if words & MOVE:
        is_internal = {"from", "to"} <= words
        return "none" if is_internal else "move"
    return classify_money_move(words, quantity) if quantity else "none"


def classify_money_move(words: set[str], quantity: Decimal) -> Kind:
    """Return what a movement of money does to shares where it has a quantity: plans buy with contributions."""
    if quantity > 0 and words & {"contribution", "contributions"}:
        return "buy"
    if quantity > 0 and words & {"deposit", "einlage"}:
        return "move"
    return "sell" if quantity < 0 and words & COSTS else "unknown"
