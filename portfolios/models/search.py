"""How an instrument is found by what a person types. Two indexes of Instrument serve these very expressions."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Collate, Upper

from portfolios.cleaning import normalize_symbol

WORD_PATTERN = re.compile(r"[^\W_]+")
UPPER_SYMBOL = Collate(Upper("symbol"), "C")
LAST_CHARACTER = "\U0010ffff"
NON_ALPHANUMERIC = "[^[:alnum:]]+"
# without them, or PostgreSQL's parser takes amazon.com for one word
PLAIN_NAME = Func(
    F("name"), Value(NON_ALPHANUMERIC), Value(" "), Value("g"),
    function="regexp_replace", output_field=TextField(),
)  # fmt: skip
NAME_WORDS = SearchVector(PLAIN_NAME, config="simple")


def build_name_query(words: str) -> SearchQuery | None:
    """A word in the name begins with each of these: `vang tot` finds Vanguard Total. None where there is no word.

    Letters and digits only, each word quoted: nothing that is typed can be an operator.
    """
    beginnings = [f"'{word}':*" for word in WORD_PATTERN.findall(words)]
    return SearchQuery(" & ".join(beginnings), config="simple", search_type="raw") if beginnings else None


def build_search_condition(words: str) -> Q:
    """The condition, over `upper_symbol` (SYMBOL) and `name_words` (NAME_WORDS).

    A symbol that begins so lies between two texts: unlike LIKE, which PostgreSQL then asks again, and the name with it.
    """
    begins = normalize_symbol(words)
    by_symbol = Q(upper_symbol__gte=begins, upper_symbol__lt=begins + LAST_CHARACTER)
    query = build_name_query(words)
    return by_symbol if query is None else by_symbol | Q(name_words=query)


def build_search_rank(words: str) -> Case:
    """0 the symbol itself, 1 its beginning, 2 the beginning of the name, 3 within the name as typed, 4 words of it."""
    return Case(
        When(upper_symbol=normalize_symbol(words), then=0),
        When(upper_symbol__startswith=normalize_symbol(words), then=1),
        When(name__istartswith=words, then=2),
        When(name__icontains=words, then=3),
        default=4,
        output_field=IntegerField(),
    )
