"""Print how well and how fast the library search works: `python bench/library.py`. Figures, not tests.

Recall at 3 for questions that use other words than the notes, with and without the thesaurus; then the time of a
search among many notes. It uses a database of its own and drops it at the end.
"""

import os
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection

from advisors.library import full_text, notes
from advisors.models import ResearchNote
from advisors.tests.support.library_notes import WRITTEN, lay_in, recall, vector_of

COPIED_NOTES = 20_000
COPY_NOTES_SQL = """
INSERT INTO advisors_researchnote (
    id, topic, text, source, published_at, symbols, embedding_model, embedding, created_at, updated_at
)
SELECT gen_random_uuid(), topic, text, source || '/' || n, published_at, symbols, %s, embedding, now(), now()
FROM advisors_researchnote, generate_series(1, %s) AS n
"""
QUESTIONS = [row["query"] for row in WRITTEN["queries"] + WRITTEN["held_out"]]


def print_recall() -> None:
    """Print recall at 3, and the questions without a hit."""
    keys = lay_in()
    for name in ("queries", "held_out", "fresh"):
        hit_rate, missed = recall(WRITTEN[name], keys)
        print(f"{name:9} recall at 3 {hit_rate:.2f} of {len(WRITTEN[name])}   missed: {missed or 'none'}")
        with mock.patch.object(full_text, "find_synonyms", return_value=()):
            hit_rate, _ = recall(WRITTEN[name], keys)
        print(f"{'':9} without the thesaurus {hit_rate:.2f}")


def print_times(label: str) -> None:
    """Print the median and the 95th percentile over all questions, each asked three times."""
    times = []
    for question in QUESTIONS * 3:
        start = time.perf_counter()
        notes.search_notes(question)
        times.append(1000 * (time.perf_counter() - start))
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"{label}: {ResearchNote.objects.count():,} notes, median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
    )


def main() -> None:
    settings.EMBEDDING_MODEL = settings.VECTOR_BUCKET = ""
    print_recall()
    print_times("by words")
    for row in ResearchNote.objects.all():
        row.save_embedding(vector_of(f"{row.topic}\n{row.text}"), "bench:256")
    with connection.cursor() as cursor:
        cursor.execute(COPY_NOTES_SQL, ["bench:256", COPIED_NOTES // len(WRITTEN["notes"])])
        cursor.execute("ANALYZE advisors_researchnote")
    print_times("by words")
    settings.EMBEDDING_MODEL, settings.EMBEDDING_DIMENSIONS = "bench", 256
    notes.EmbeddingModel.embed = lambda _, texts: [vector_of(text) for text in texts]  # type: ignore[method-assign]
    print_times("by 256 dimensions, without the model's own time")


if __name__ == "__main__":
    connection.settings_dict["TEST"]["NAME"] = "bench_library"
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        main()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
