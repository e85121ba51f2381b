"""Find figures as people write them: their place in a text, their value, unit and precision."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from advisors.pasted.number_words import DECADES, PARTS, SMALL, TEENS
from portfolios.currencies import CURRENCIES
from portfolios.facts.fact import A_YEAR, MONEY_UNITS

WrittenUnit = str
"""A unit of money, such as eur or eur_per_year, percent, points, years, age, ratio, or a number without one."""
SIGNS = {
    "$": "usd",
    "us$": "usd",
    "€": "eur",
    "£": "gbp",
    "dollar": "usd",
    "buck": "usd",
    "euro": "eur",
    "pound": "gbp",
}
CODES = f"usd|(?-i:{'|'.join(CURRENCIES)})"
"""Codes in capitals: some, such as TRY, are words."""


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """One figure. step: one unit of its last digit that counts. signed: whether it has a sign.

    bound: 1 for "more than" it, -1 for "less than" it. counts: the two numbers of "3 of 5".
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: WrittenUnit
    step: Decimal
    signed: bool = False
    bound: int = 0
    counts: tuple[Decimal, Decimal] | None = None


REACH = 30
"""The characters before a figure that are read for what it is."""
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "trillion": 12}
_SCALE = r"(?:thousand|million|billion|trillion|mn|bn|[kKmMbB])(?![^\W_])"
_ONES = {word: n for n, word in enumerate((*SMALL, *TEENS))}
_TENS = {word: 10 * n for n, word in enumerate(DECADES, start=2)}
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(reversed(_ONES))}|a hundred)"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_CENT = r"%|per[ -]?cent\b|percent\b|pct\b"
_UNITS = (
    rf"(?P<cent>\s?(?:{_CENT}))|(?P<basis>\s?(?:basis points?|bps?)\b)|"
    r"(?P<points>[ -]?(?:percentage )?(?:points?|pp)\b)|(?P<age>[ -]years?[ -]old\b)|(?P<years>[ -]years?\b)|"
    r"(?P<months>[ -]months?\b)|"
    r"(?P<times>\s?(?:times\b|x\b|(?:to|:) ?1\b(?![.,]?\d)|-?fold\b))|"
    rf"(?P<named> (?:us )?(?:dollars?|bucks?|euros?|pounds?|{CODES})\b)"
)
_NUMBER = rf"(?P<digits>{_DIGITS})|(?P<word>\b{_WORD}\b)"
_PER = (
    r"(?P<per>(?: (?:of|in) today's (?:dollars|euros|pounds))?(?:,? (?:a|per|each|every) |/)"
    r"(?P<period>year|yr|annum|month)\b)?"
)
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w)\]])[-−+–])?(?P<money>[$€£]\s?|\b(?:us\$|{CODES})\s?)?(?P<sign_after>(?<=\$)[-−])?"
    rf"(?:{_NUMBER})(?:[ -]?(?P<scale>{_SCALE}))?(?:{_UNITS})?{_PER}",
    re.IGNORECASE,
)
_OF = re.compile(rf"(?<![\d.,])(?P<part>{_DIGITS}) (?:of|in|out of) (?:the |every )?(?P<whole>{_DIGITS})(?![\d%]|\.\d)")
_FRACTION = re.compile(
    r"\b(?:(?P<count>a|an|one|two|three|four|five|seven|nine)[ -]"
    rf"(?P<part>{'|'.join(list(PARTS)[1:])})s?|(?P<half>half))\b"
    r"(?! of (?:a|the) (?:point|year|target)| (?:year|of the year))|\b(?P<twice>twice|doubled?|triple|thrice)\b|"
    r"\b(?P<tenths>two|three|four|five|six|seven) (?:\w+ )?(?:of|in|out of) (?:every )?ten\b",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"\b(?:aged?(?: of)?|at|turns?|until|by)\s+$", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more than|over|above|at least|exceeds?)(?: an?)?\s+$", re.IGNORECASE)
_ELIDED = re.compile(r"^[^.!?|\n]*\b(?:by|adds?|adding)(?: just| only| another)?\s+$", re.IGNORECASE)
"""What stands before the second figure of "up by 4 points, down by 9"."""
_CLOSED = re.compile(r"\s*(?:[.,;!?)]|$)")
_LESS = re.compile(r"\b(?:less than|under|below|at most|not even)(?: an?)?\s+$", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATES = re.compile(
    r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|"
    rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})\.?(?: \d{{1,2}}(?!\d)(?:st|nd|rd|th)?,?)?(?: \d{{4}}\b)?|"
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\bq[1-4](?: \d{4})?\b|\b\d{1,2}:\d\d(?: ?[ap]m)?\b|"
    r"(?<![\d$.,])(?:19|20)\d\d(?!\d|,\d|%|\.\d)s?\b",
    re.IGNORECASE,
)


def find_figures(text: str) -> list[WrittenFigure]:
    """Return the figures of a text in order, without dates. Names and list numbers have to be hidden before."""
    text = _DATES.sub(lambda match: "\ue00f" * len(match[0]), text)
    taken = bytearray(len(text))
    found: list[WrittenFigure] = []
    for pattern, read in ((_OF, _read_part), (_FRACTION, _read_fraction), (_FIGURE, _read_figure)):
        for match in pattern.finditer(text):
            figure = read(match, text)
            if figure and not any(taken[figure.start : figure.end]):
                taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
                found.append(figure)
    return resolve_ranges(sorted(found, key=lambda figure: figure.start), text)


def _before(match: re.Match[str], text: str) -> str:
    return text[max(0, match.start() - REACH) : match.start()]


def _read_part(match: re.Match[str], text: str) -> WrittenFigure | None:
    part, whole = (Decimal(match[key].replace(",", "")) for key in ("part", "whole"))
    before = _before(match, text).rstrip()
    if not 0 < part <= whole or before.endswith("$"):
        return None
    return WrittenFigure(*match.span(), match[0], 100 * part / whole, "percent", Decimal(1), counts=(part, whole))


def _read_fraction(match: re.Match[str], text: str) -> WrittenFigure:
    before = _before(match, text)
    bound = 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0
    unit: WrittenUnit = "percent"
    if match["twice"]:
        value, step, unit = Decimal(3 if match["twice"][:2].lower() in ("tr", "th") else 2), Decimal("0.5"), "ratio"
    elif match["tenths"]:
        value, step, bound = Decimal(10 * _ONES[match["tenths"].lower()]), Decimal(10), 0
    elif match["half"]:
        value, step = Decimal(50), Decimal(5)
    else:
        value = Decimal(100 * _ONES.get(match["count"].lower(), 1)) / PARTS[match["part"].lower()]
        step = Decimal(5)
    return WrittenFigure(*match.span(), match[0], value, unit, step, bound=bound)


def _read_figure(match: re.Match[str], text: str) -> WrittenFigure | None:
    unit = _unit(match, text)
    if match["word"] and match["word"].lower() in SMALL and unit == "number" and not match["scale"]:
        return None
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if before.isalnum() or before in ("_", "#") or (after.isalpha() and not match["cent"]):
        return None  # it is part of a word
    scale = Decimal(10) ** (_SCALES[match["scale"].lower()] if match["scale"] else 0)
    value, step = read_number(match)
    if match["basis"]:
        scale = scale / 100
    if match["months"]:
        scale = scale / 12
    if match["period"] and match["period"].lower() == "month":
        scale *= 12
    sign = match["sign"] or match["sign_after"]
    value = -value if sign and sign != "+" else value
    return WrittenFigure(*match.span(), match[0], value * scale, unit, step * scale, bool(sign))


def read_number(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Return the number and one unit of its last digit that counts: hundreds for 1,200, tenths for 1,200.0."""
    if match["word"]:
        words = re.split(r"[- ]", match["word"].lower())
        value = Decimal(sum(_ONES.get(w, _TENS.get(w, 100 if w == "hundred" else 0)) for w in words))
        return value, Decimal(1)
    digits = match["digits"].replace(",", "")
    whole, _, tenths = digits.partition(".")
    if tenths:
        return Decimal(digits), Decimal(1).scaleb(-len(tenths))
    zeros = len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 0
    return Decimal(digits), Decimal(1).scaleb(zeros)


def _unit(match: re.Match[str], text: str) -> WrittenUnit:
    if written := (match["money"] or match["named"] or "").strip().lower().removeprefix("us ").removesuffix("s"):
        return f"{SIGNS.get(written, written)}{A_YEAR if match['per'] else ''}"
    named: tuple[tuple[str, WrittenUnit], ...] = (
        ("cent", "percent"), ("basis", "points"), ("points", "points"), ("age", "age"), ("years", "years"),
        ("months", "years"), ("times", "ratio"),
    )  # fmt: skip
    found = next((unit for key, unit in named if match[key]), None)
    if found is None and match["digits"] and _AGE_BEFORE.search(_before(match, text)):
        return "age"
    return found or "number"


def resolve_ranges(figures: list[WrittenFigure], text: str) -> list[WrittenFigure]:
    """Give both figures of a range one unit, as in 4-5% or $1-2M. Its dash is no sign.

    A figure without a unit after points is points too.
    """
    figures = [drop_dash(figure, text) for figure in figures]
    for index, (one, other) in enumerate(pairwise(figures)):
        between = text[one.end : other.start]
        if between.strip() in ("-", "–", "to"):
            figures[index : index + 2] = join_range(one, other)
        elif (
            one.unit == "points"
            and other.unit in ("number", "age")
            and _ELIDED.search(between)
            and _CLOSED.match(text, other.end)
        ):
            figures[index + 1] = replace(other, unit="points")
    return figures


def join_range(one: WrittenFigure, other: WrittenFigure) -> tuple[WrittenFigure, WrittenFigure]:
    """Return both ends of a range in one unit; the scale after the second counts for the first, as in $1-2M."""
    if one.unit in MONEY_UNITS and other.unit in ("number", one.unit):
        scale = re.search(_SCALE, other.text)
        times = Decimal(10) ** (_SCALES[scale[0].lower()] if scale and not re.search(_SCALE, one.text) else 0)
        return replace(one, value=one.value * times, step=one.step * times), replace(other, unit=one.unit)
    if one.unit in ("number", "age") and other.unit not in ("number", "age"):
        return replace(one, unit=other.unit), other
    return one, other


def drop_dash(figure: WrittenFigure, text: str) -> WrittenFigure:
    """Return the figure without its sign if that is the dash after another figure."""
    if (
        not figure.signed
        or figure.text[0] not in "-–−"
        or not re.search(r"[\d%]\s?$", text[max(0, figure.start - 2) : figure.start])
    ):
        return figure
    return replace(figure, start=figure.start + 1, text=figure.text[1:], value=abs(figure.value), signed=False)
