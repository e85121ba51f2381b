"""How an instrument is found by what a person types. Two indexes of Instrument serve these very expressions."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Collate, Upper

from portfolios.cleaning import ticker

WORD = re.compile(r"[^\W_]+")
SYMBOL = Collate(Upper("symbol"), "C")
AFTER_ALL = "\U0010ffff"
NEITHER_LETTER_NOR_DIGIT = "[^[:alnum:]]+"
# without them, or PostgreSQL's parser takes amazon.com for one word
PLAIN_NAME = Func(
    F("name"), Value(NEITHER_LETTER_NOR_DIGIT), Value(" "), Value("g"),
    function="regexp_replace", output_field=TextField(),
)  # fmt: skip
NAME_WORDS = SearchVector(PLAIN_NAME, config="simple")


def name_has(words: str) -> SearchQuery | None:
    """A word in the name begins with each of these: `vang tot` finds Vanguard Total. None where there is no word.

    Letters and digits only, each word quoted: nothing that is typed can be an operator.
    """
    beginnings = [f"'{word}':*" for word in WORD.findall(words)]
    return SearchQuery(" & ".join(beginnings), config="simple", search_type="raw") if beginnings else None


def found_by(words: str) -> Q:
    """The condition, over `upper_symbol` (SYMBOL) and `name_words` (NAME_WORDS).

    A symbol that begins so lies between two texts: unlike LIKE, which PostgreSQL then asks again, and the name with it.
    """
    begins = ticker(words)
    by_symbol = Q(upper_symbol__gte=begins, upper_symbol__lt=begins + AFTER_ALL)
    query = name_has(words)
    return by_symbol if query is None else by_symbol | Q(name_words=query)


def nearness(words: str) -> Case:
    """0 the symbol itself, 1 its beginning, 2 the beginning of the name, 3 within the name as typed, 4 words of it."""
    return Case(
        When(upper_symbol=ticker(words), then=0),
        When(upper_symbol__startswith=ticker(words), then=1),
        When(name__istartswith=words, then=2),
        When(name__icontains=words, then=3),
        default=4,
        output_field=IntegerField(),
    )
