"""The currencies of instruments, of cash, of amounts in files and of totals, and how an amount is written in one."""

import re
from decimal import Decimal
from typing import NamedTuple, TypeVar

BASE_CURRENCY = "USD"
MINUS = "−"
"""The sign of a negative figure on pages and in texts. What a person may edit keeps the hyphen of keyboards."""


class Currency(NamedTuple):
    """A currency as people choose it and as files write it.

    plural: in a sentence, "amounts are in Swiss francs". spellings: other ways to write it, in capitals; its code is
    among them where headings write it in lower case, too. A dollar sign alone is no spelling: many countries use it.
    subunit_of: the currency of the amounts beside prices in these hundredths. has_rate: instruments and cash may be
    in it, because a rate converts it. The European Central Bank publishes most rates; others are entered.
    units_near_dollar: a power of ten that is worth about a dollar, in which thresholds and steps count.
    """

    code: str
    name: str
    plural: str
    spellings: tuple[str, ...] = ()
    subunit_of: str = ""
    has_rate: bool = True
    units_near_dollar: int = 1


KNOWN_CURRENCIES = (
    Currency("USD", "US dollar", "US dollars", ("US$", "USD$", "DOLLARS", "US DOLLAR", "US DOLLARS", "U.S. DOLLAR")),
    Currency("EUR", "Euro", "euros", ("€", "EURO", "EUROS")),
    Currency("GBP", "British pound", "pounds sterling", ("£", "GBP", "STERLING", "POUNDS")),
    Currency("GBX", "Penny sterling", "pence", ("GBX", "GBPENCE", "PENCE"), subunit_of="GBP", has_rate=False),
    Currency("CHF", "Swiss franc", "Swiss francs", ("₣", "FRANKEN", "FRANCS")),
    Currency("CAD", "Canadian dollar", "Canadian dollars", ("C$", "CA$", "CDN$")),
    Currency("JPY", "Japanese yen", "Japanese yen", ("¥",), units_near_dollar=100),
    Currency("AUD", "Australian dollar", "Australian dollars", ("A$", "AU$")),
    Currency("BRL", "Brazilian real", "Brazilian reais", ("R$",), units_near_dollar=10),
    Currency("CNY", "Chinese yuan", "Chinese yuan", ("RMB",), units_near_dollar=10),
    Currency("CZK", "Czech koruna", "Czech koruny", ("KČ",), units_near_dollar=10),
    Currency("DKK", "Danish krone", "Danish kroner", units_near_dollar=10),
    Currency("HKD", "Hong Kong dollar", "Hong Kong dollars", ("HK$",), units_near_dollar=10),
    Currency("HUF", "Hungarian forint", "Hungarian forints", units_near_dollar=100),
    Currency("IDR", "Indonesian rupiah", "Indonesian rupiah", units_near_dollar=10_000),
    Currency("ILS", "Israeli shekel", "Israeli shekels", ("₪",)),
    Currency("ILA", "Israeli agora", "Israeli agorot", subunit_of="ILS", has_rate=False),
    Currency("INR", "Indian rupee", "Indian rupees", ("₹", "RUPEES"), units_near_dollar=100),
    Currency("ISK", "Icelandic krona", "Icelandic kronur", units_near_dollar=100),
    Currency("KRW", "South Korean won", "South Korean won", ("₩",), units_near_dollar=1000),
    Currency("MXN", "Mexican peso", "Mexican pesos", ("MX$",), units_near_dollar=10),
    Currency("MYR", "Malaysian ringgit", "Malaysian ringgit"),
    Currency("NOK", "Norwegian krone", "Norwegian kroner", units_near_dollar=10),
    Currency("NZD", "New Zealand dollar", "New Zealand dollars", ("NZ$",)),
    Currency("PHP", "Philippine peso", "Philippine pesos", ("₱",), units_near_dollar=100),
    Currency("PLN", "Polish zloty", "Polish zloty", ("ZŁ",)),
    Currency("RON", "Romanian leu", "Romanian lei"),
    Currency("SEK", "Swedish krona", "Swedish kronor", units_near_dollar=10),
    Currency("SGD", "Singapore dollar", "Singapore dollars", ("S$", "SG$")),
    Currency("THB", "Thai baht", "Thai baht", ("฿",), units_near_dollar=10),
    Currency("TRY", "Turkish lira", "Turkish lira", ("₺",), units_near_dollar=10),
    Currency("TWD", "Taiwan dollar", "Taiwan dollars", ("NT$",), units_near_dollar=10),
    Currency("ZAR", "South African rand", "South African rand", units_near_dollar=10),
    Currency("ZAC", "South African cent", "South African cents", subunit_of="ZAR", has_rate=False),
    Currency("AED", "UAE dirham", "UAE dirhams"),
    Currency("SAR", "Saudi riyal", "Saudi riyals"),
    Currency("BGN", "Bulgarian lev", "Bulgarian leva", has_rate=False),
    Currency("CNH", "Offshore Chinese yuan", "offshore Chinese yuan", has_rate=False),
    Currency("VND", "Vietnamese dong", "Vietnamese dong", ("₫",), has_rate=False),
    Currency("CLP", "Chilean peso", "Chilean pesos", has_rate=False),
    Currency("COP", "Colombian peso", "Colombian pesos", has_rate=False),
    Currency("ARS", "Argentine peso", "Argentine pesos", has_rate=False),
    Currency("PEN", "Peruvian sol", "Peruvian soles", has_rate=False),
    Currency("EGP", "Egyptian pound", "Egyptian pounds", has_rate=False),
    Currency("KWD", "Kuwaiti dinar", "Kuwaiti dinars", has_rate=False),
    Currency("QAR", "Qatari riyal", "Qatari riyals", has_rate=False),
    Currency("RUB", "Russian ruble", "Russian rubles", ("₽",), has_rate=False),
    Currency("UAH", "Ukrainian hryvnia", "Ukrainian hryvnias", ("₴",), has_rate=False),
    Currency("PKR", "Pakistani rupee", "Pakistani rupees", has_rate=False),
    Currency("NGN", "Nigerian naira", "Nigerian naira", has_rate=False),
)
CURRENCIES = {one.code: one.name for one in KNOWN_CURRENCIES if one.has_rate}
"""The names of those with a rate by ISO code."""
CURRENCY_CHOICES = [(code, f"{code}, {name}") for code, name in CURRENCIES.items()]
CURRENCY_NAMES = {one.code: one.plural for one in KNOWN_CURRENCIES}
UNITS_NEAR_DOLLAR = {one.code: one.units_near_dollar for one in KNOWN_CURRENCIES}
Number = TypeVar("Number", int, Decimal)


def near_amount(dollars: Number, code: str) -> Number:
    """Return the round amount of a currency near so many dollars: 25,000 yen for $250. For thresholds and steps."""
    return dollars * UNITS_NEAR_DOLLAR[code]


def write_minus(number: str) -> str:
    """Return a formatted number with a minus sign in place of its hyphen: −3.2%."""
    return number.replace("-", MINUS)


def write_amount(digits: str, code: str, *, sign: str = "") -> str:
    """Return an amount with its currency: $692,318, −692,318 EUR. digits: without a sign, such as 1.2M."""
    sign = write_minus(sign)
    return f"{sign}${digits}" if code == BASE_CURRENCY else f"{sign}{digits} {code}"


def name_currency(code: str) -> str:
    """Return the currency as it stands in "today's dollars": dollars, euros, British pounds."""
    return "dollars" if code == BASE_CURRENCY else CURRENCY_NAMES.get(code, code)


def write_for(code: str, text: str) -> str:
    """Return a text of ours that was written for dollars with another currency: today's euros, 300 EUR a month."""
    if code == BASE_CURRENCY:
        return text
    for words in ("today's dollars", "in dollars"):
        text = text.replace(words, f"{words.removesuffix('dollars')}{name_currency(code)}")
    return re.sub(r"\$(\d[\d,]*)", lambda found: write_amount(found[1], code), text)
