"""The amounts in a question: money, per cent, years and ages, with what they are counted by."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisors.questions.lexicon import NUMBER_WORDS
from portfolios.currencies import BASE_CURRENCY, CURRENCIES, name_currency

AmountUnit = Literal["dollars", "percent", "years", "age", "number"]
MONTHS = Decimal(12)
AGES = range(40, 100)
LARGE = 1000
"""A number without a unit from here on is money."""
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
WORDS = {"dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP"} | {
    code.lower(): code
    for code in CURRENCIES
    if code != "TRY"  # a word, too
}
"""The currency of the words and codes after a number."""
PATTERN = re.compile(
    r"(?P<sign>[$€£])?\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<thousand>k\b|thousand\b)?\s?"
    r"(?P<unit>%|per ?cent(?:age)?\b(?: points?)?|points?\b|years?\b"
    rf"|(?:{'|'.join(WORDS)})s?\b)?"
)
MONTHLY = re.compile(r"\b(?:a|per|each|every|the)\s+month\b|\bmonthly\b|/\s?mo(?:nth)?\b")
AGE = re.compile(r"\b(?:at|until|till|to|age|with)\s+(?:age\s+)?(\d{2})\b(?!\s?(?:%|percent|per cent|points|years|,))")
NAMED = re.compile(r"\b(?:401\s?\(?k\)?|403\s?\(?b\)?|529|s&p 500|1040|19\d\d|2008)")


@dataclass(frozen=True)
class Amount:
    """A number of a question. is_monthly: counted by the month. text: as it was written. currency: if it is named."""

    value: Decimal
    unit: AmountUnit
    is_monthly: bool = False
    text: str = ""
    currency: str = ""

    def is_in(self, code: str) -> bool:
        """Return whether an amount may be of this currency. Many countries call theirs dollars."""
        is_dollar = self.currency == BASE_CURRENCY and name_currency(code).endswith("dollars")
        return self.currency in ("", code) or is_dollar

    @property
    def yearly(self) -> Decimal:
        return self.value * MONTHS if self.is_monthly else self.value


def find_amounts(question: str) -> tuple[Amount, ...]:
    """Return the amounts in the order they stand; a number within a name, such as 401(k), is none."""
    text = NAMED.sub(" ", question.casefold())
    for word, number in NUMBER_WORDS.items():
        text = re.sub(rf"\b{word}\b(?=\s+(?:more\s+|full\s+)?(?:years?|percent|points?)\b)", str(number), text)
    text = re.sub(r"(\d)\s+(?:more|full|extra)\s+(?=years?\b)", r"\1 ", text)
    ages = {match[1] for match in AGE.finditer(text)}
    is_monthly = bool(MONTHLY.search(text))
    return tuple(read_amount(match, ages, is_monthly) for match in PATTERN.finditer(text))


def read_amount(match: re.Match[str], ages: set[str], is_monthly: bool) -> Amount:
    value = Decimal(match["number"].replace(",", "")) * (1000 if match["thousand"] else 1)
    unit, written = match["unit"] or "", match[0].strip()
    currency = SIGNS.get(match["sign"] or "") or WORDS.get(unit) or WORDS.get(unit.removesuffix("s"), "")
    if currency or match["thousand"] or (value >= LARGE and not unit):
        return Amount(value, "dollars", is_monthly, written, currency)
    if unit.startswith(("%", "per", "point")):
        return Amount(value, "percent", text=written)
    if unit.startswith("year"):
        return Amount(value, "years", text=written)
    if match["number"] in ages and int(value) in AGES:
        return Amount(value, "age", text=written)
    return Amount(value, "number", is_monthly, written)
