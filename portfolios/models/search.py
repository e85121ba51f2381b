"""Search conditions for instruments. Two indexes of Instrument use exactly these expressions."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
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


def build_name_query(search_text: str) -> SearchQuery | None:
    """Match names with a word starting with each typed word: `vang tot` finds Vanguard Total.

    Return None if there is no word. Each word is quoted, so that typed text cannot be an operator.
    """
    beginnings = [f"'{word}':*" for word in WORD_PATTERN.findall(search_text)]
    return SearchQuery(" & ".join(beginnings), config="simple", search_type="raw") if beginnings else None


def build_search_condition(search_text: str) -> Q:
    """Return the condition on the annotations `upper_symbol` (UPPER_SYMBOL) and `name_words` (NAME_WORDS).

    A symbol prefix is written as a range: PostgreSQL would check LIKE again on every row, and the name with it.
    """
    begins = normalize_symbol(search_text)
    by_symbol = Q(upper_symbol__gte=begins, upper_symbol__lt=begins + LAST_CHARACTER)
    query = build_name_query(search_text)
    return by_symbol if query is None else by_symbol | Q(name_words=query)


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
