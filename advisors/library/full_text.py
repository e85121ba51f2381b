"""Search by words, in PostgreSQL: where no embedding model is set, and for notes that have no embedding yet.

A question rarely uses the words of the note that answers it. So any of its words may hit, not all of them must; a
word that few notes have counts more than one that many have; and a term of finance is also looked for by the other
names it goes by.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from advisors.library.thesaurus import find_synonyms

MAX_QUERY_LENGTH = 400
WORD_PATTERN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
SYMBOL_PATTERN = re.compile(r"\b[A-Z][A-Z0-9.]{1,9}\b")
SYNONYM_WEIGHT = 0.8
"""What a hit by another name counts beside a hit by the word itself."""
SYMBOL_BOOST = 1.5
"""How much more a note counts that is about a symbol one asked for."""
SEARCH_SQL = """
WITH phrase AS (
    SELECT term, weight, phraseto_tsquery('english', words) AS query
    FROM unnest(%(terms)s::int[], %(weights)s::float[], %(words)s::text[]) AS asked(term, weight, words)
),
hit AS (
    SELECT note.id, phrase.term, max(phrase.weight * ts_rank(note.words, phrase.query, 1)) AS rank
    FROM phrase JOIN advisors_researchnote AS note ON note.words @@ phrase.query
    WHERE numnode(phrase.query) > 0
    GROUP BY note.id, phrase.term
    UNION ALL
    SELECT id, 0, 1 FROM advisors_researchnote WHERE symbols && %(named)s::varchar[]
),
weighed AS (
    SELECT id, rank * ln(1 + (SELECT count(*) FROM advisors_researchnote)::float / count(*) OVER (PARTITION BY term))
        AS rank
    FROM hit
)
SELECT note.id
FROM weighed JOIN advisors_researchnote AS note USING (id)
GROUP BY note.id
ORDER BY sum(rank) * CASE WHEN note.symbols && %(symbols)s::varchar[] THEN %(own)s ELSE 1 END DESC,
    note.published_at DESC, note.id
LIMIT %(k)s
"""


def search_full_text(query: str, symbols: Sequence[str], k: int) -> list[UUID]:
    """The ids of the k notes that fit best, best first. Whatever is typed is words, never an operator."""
    query = query[:MAX_QUERY_LENGTH]
    phrases = list(_build_phrases(query))
    asked: dict[str, Any] = {
        "terms": [term for term, _, _ in phrases], "weights": [weight for _, weight, _ in phrases],
        "words": [words for _, _, words in phrases], "named": SYMBOL_PATTERN.findall(query), "symbols": list(symbols),
        "own": SYMBOL_BOOST, "k": k,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SEARCH_SQL, asked)
        return [row[0] for row in cursor.fetchall()]


def _build_phrases(query: str) -> Iterator[tuple[int, float, str]]:
    """Number of the term, weight, words. Phrases of one number are names of one thing: the best hit of them counts."""
    words = list(dict.fromkeys(word.lower() for word in WORD_PATTERN.findall(query)))
    yield from ((term, 1.0, word) for term, word in enumerate(words, start=1))
    for term, names in enumerate(find_synonyms(query), start=len(words) + 1):
        yield from ((term, SYNONYM_WEIGHT, name) for name in names)
