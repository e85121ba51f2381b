"""Full-text search in PostgreSQL, used without an embedding model and for notes that have no embedding yet.

A question rarely uses the words of the note that answers it. So any word may match, rare words count more than common
ones, and financial terms are also searched by their synonyms.
"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from advisors.library.thesaurus import find_synonyms

MAX_QUERY_LENGTH = 400
WORD_PATTERN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
SYMBOL_PATTERN = re.compile(r"\b[A-Z][A-Z0-9.]{1,9}\b")
SYNONYM_WEIGHT = 0.8
"""Weight of a match by a synonym; a match by the word itself counts 1."""
SYMBOL_BOOST = 1.5
"""Factor for notes about one of the given symbols."""
SEARCH_SQL = """
WITH phrase AS (
    SELECT term, weight, phraseto_tsquery('english', words) AS query
    FROM unnest(%(terms)s::int[], %(weights)s::float[], %(words)s::text[]) AS asked(term, weight, words)
),
hit AS (
    SELECT note.id, phrase.term, max(phrase.weight * ts_rank(note.words, phrase.query, 1)) AS rank
    FROM phrase JOIN advisors_researchnote AS note ON note.words @@ phrase.query
    WHERE numnode(phrase.query) > 0 AND note.state = 'accepted'
    GROUP BY note.id, phrase.term
    UNION ALL
    SELECT id, 0, 1 FROM advisors_researchnote WHERE symbols && %(named)s::varchar[] AND state = 'accepted'
),
weighed AS (
    SELECT id, rank * ln(1 + everything.notes::float / count(*) OVER (PARTITION BY term)) AS rank
    FROM hit, (SELECT count(*) AS notes FROM advisors_researchnote WHERE state = 'accepted') AS everything
)
SELECT note.id
FROM weighed JOIN advisors_researchnote AS note USING (id)
GROUP BY note.id
ORDER BY sum(rank) * CASE WHEN note.symbols && %(symbols)s::varchar[] THEN %(own)s ELSE 1 END DESC,
    note.published_at DESC, note.id
LIMIT %(k)s
"""


def search_full_text(query: str, symbols: Sequence[str], k: int) -> list[UUID]:
    """Return the ids of the k best notes, best first. The query is plain words: it has no operators."""
    query = query[:MAX_QUERY_LENGTH]
    words = list(dict.fromkeys(word.lower() for word in WORD_PATTERN.findall(query)))
    phrases = [(term, 1.0, word) for term, word in enumerate(words, start=1)]
    for term, names in enumerate(find_synonyms(query), start=len(words) + 1):
        phrases += [(term, SYNONYM_WEIGHT, name) for name in names]  # only the best match of a term counts
    parameters: dict[str, Any] = {
        "terms": [term for term, _, _ in phrases], "weights": [weight for _, weight, _ in phrases],
        "words": [text for _, _, text in phrases], "named": SYMBOL_PATTERN.findall(query), "symbols": list(symbols),
        "own": SYMBOL_BOOST, "k": k,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SEARCH_SQL, parameters)
        return [row[0] for row in cursor.fetchall()]
