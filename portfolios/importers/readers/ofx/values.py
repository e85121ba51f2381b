"""Read the values of OFX elements: text, numbers and days."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, DecimalException
from xml.etree.ElementTree import Element

from portfolios.cleaning import clean_text
from portfolios.importers.readers.ofx.tree import LINE


def text_of(element: Element, path: str) -> str:
    """Return the cleaned text of the first element with this path, or an empty string."""
    found = element.find(path)
    return "" if found is None or found.text is None else clean_text(found.text)


def line_of(element: Element) -> int:
    return int(element.get(LINE, "1"))


def parse_decimal(text: str) -> Decimal | None:
    with suppress(DecimalException):
        number = Decimal(text.replace(",", ".") if "." not in text else text.replace(",", ""))
        return number if number.is_finite() and abs(number.adjusted()) < 28 else None
    return None


def plain_number(text: str) -> str:
    """Return a number in plain digits; text that is none stays, for the row to be refused with it."""
    number = parse_decimal(text)
    return text if number is None else f"{number:f}"


def amount_of(element: Element, path: str) -> Decimal | None:
    return parse_decimal(text_of(element, path))


def parse_ofx_day(text: str) -> date | None:
    with suppress(ValueError):
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date has no time zone
    return None
