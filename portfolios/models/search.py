"""Search for instruments. Two indexes of Instrument use exactly these expressions."""

import re

from django.contrib.postgres.search import SearchVector
from django.db.models import Case, F, Func, IntegerField, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate, Upper

from portfolios.cleaning import normalize_symbol

WORD_PATTERN = re.compile(r"[^\W_]+")
UPPER_SYMBOL = Collate(Upper("symbol"), "C")
LAST_CHARACTER = "\U0010ffff"
NON_ALPHANUMERIC = "[^[:alnum:]]+"
# removed from names, because PostgreSQL's parser treats amazon.com as one word
PLAIN_NAME = Func(
    F("name"), Value(NON_ALPHANUMERIC), Value(" "), Value("g"),
    function="regexp_replace", output_field=TextField(),
)  # fmt: skip
NAME_WORDS = SearchVector(PLAIN_NAME, config="simple")


def build_name_query(search_text: str) -> str | None:
    """Match names with a word starting with each typed word: `vang tot` finds Vanguard Total.

    Return None if there is no word. Each word is quoted, so that typed text cannot be an operator.
    """
    beginnings = [f"'{word}':*" for word in WORD_PATTERN.findall(search_text)]
    return " & ".join(beginnings) or None


def find_matches(search_text: str) -> RawSQL:
    """Return the ids of shared and own instruments whose symbol or name matches.

    The function runs as the owner of the table and repeats its policies: below a policy PostgreSQL uses neither index,
    because an expression could leak the rows that it is computed on. A symbol prefix is a range: LIKE would be checked
    again on every row, and the name with it.
    """
    begins = normalize_symbol(search_text)
    values = (begins, begins + LAST_CHARACTER, build_name_query(search_text))
    return RawSQL("SELECT matching_instruments(%s, %s, %s)", values)


def build_search_rank(search_text: str) -> Case:
    """Rank matches: 0 the symbol, 1 its start, 2 the start of the name, 3 text within the name, 4 words of the name."""
    return Case(
        When(upper_symbol=normalize_symbol(search_text), then=0),
        When(upper_symbol__startswith=normalize_symbol(search_text), then=1),
        When(name__istartswith=search_text, then=2),
        When(name__icontains=search_text, then=3),
        default=4,
        output_field=IntegerField(),
    )
