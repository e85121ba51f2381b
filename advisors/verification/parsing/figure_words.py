"""Figures written as words: what counts as one, and the phrases that may stand.

A number up to ten counts things ("nine of ten futures", "two more", "one company"). Beside a unit it is a figure, as is
every larger number, every multiple and every fraction but a half.
"""

import re
from collections.abc import Iterator

ALLOWED = (
    "a quarter of a point", "a quarter of the target", "three quarters of your goal", "a tenth more", "a tenth less",
    "quarter of the year", "twelve months", "double-check", "double taxation", "think twice",
)  # fmt: skip
"""Phrases of our own writer and of plain English that the rules below would refuse."""

SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|ten"
LARGE = (
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|dozen|"
    "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
)
SCALE = "hundred|thousand|million|billion|trillion"
ROMAN = "(?-i:[IVXLCDM]{2,}|[VX])"
NUMBER = f"(?:half|{SMALL}|{LARGE}|{SCALE})"
FRACTION = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth|millionth"
PER_CENT = r"per[ -]?cents?|percentage[ -]points?|pct|[%‰٪]"
MONEY = r"dollars?|cents?|bucks?|euros?|usd|eur|gbp|[$€£¥]"
UNIT = rf"(?:{PER_CENT}|{MONEY}|basis[ -]points?|bps?|times)(?![^\W_])"
GAP = r"(?: [-‐–]? ?|[-‐–] ?|\n(?=\w))"
"""What may stand between two words of one figure; what is seen holds no two spaces in a row."""
COMPARED = "of|more|less|fewer|higher|lower|larger|smaller|bigger|above|below|as|again|off"

_RULES = (
    rf"\b(?:{LARGE})\b",
    rf"\b(?:{SCALE})(?:ths?)?\b",
    rf"\b{NUMBER}{GAP}(?:{SCALE}|dozen)s\b",
    rf"\b(?:tens|dozens|(?:{SCALE})s){GAP}of{GAP}(?:\w+{GAP})?{UNIT}",
    rf"\b{NUMBER}{GAP}(?:[^\W\d_]+{GAP})?{UNIT}",
    rf"\b{ROMAN}{GAP}{UNIT}",
    rf"(?:\b(?:usd|eur|gbp)\b|[$€£¥%])\s*(?:{NUMBER}|{ROMAN})\b",
    rf"\b(?:doubl|tripl|trebl|quadrupl|quintupl)(?:e|ed|es|ing)\b|\b(?:twice|thrice)\b|\b{NUMBER}[ -]?fold\b",
    rf"(?<!\bthe )\b(?:{FRACTION})s?{GAP}of\b",
    rf"\b(?:an?|one){GAP}(?:{FRACTION}){GAP}(?:{COMPARED})\b",
    rf"\b{NUMBER}{GAP}(?:{FRACTION})s\b",
    rf"\|\s*{NUMBER}(?:{GAP}(?:{NUMBER}|and))*\s*(?=\|)",
    r"[^\W\d_][%‰٪]|[$€£¥][^\W\d_]",
    rf"\b(?:{NUMBER}|single|double)[ -](?:figure|digit)s?\b",
    rf"\b(?:couple of|few|several|handful of){GAP}(?:{PER_CENT}|basis[ -]points?)(?![^\W_])",
    rf"\b(?:two|three|four|five|six|seven)(?:{GAP}\w+)?{GAP}(?:of|in|out of){GAP}(?:every{GAP})?ten\b",
    rf"\bevery{GAP}(?:second|third|fourth|fifth|tenth){GAP}(?:\w+{GAP})?(?:future|path|dollar)s?\b",
)
FIGURE_WORDS = re.compile("|".join(f"(?:{rule})" for rule in _RULES), re.IGNORECASE)
VOCABULARY = re.compile(
    rf"\b(?:{NUMBER[3:-1]}|(?:{FRACTION}|{SCALE})s?|{UNIT}|doubl\w+|tripl\w+|trebl\w+|twice|thrice|\w+fold)\b",
    re.IGNORECASE,
)
"""The words any rule is about."""
_ALLOWED = re.compile(r"\b(?:" + "|".join(ALLOWED) + r")(?:e?d|ing)?\b", re.IGNORECASE)


def figure_words(seen: str) -> Iterator[re.Match[str]]:
    """The figures in words in what a reader sees."""
    return FIGURE_WORDS.finditer(_ALLOWED.sub(lambda match: "\ue00f" * len(match[0]), seen))
