"""Notes for searches of the library, and an embedding that needs no model."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from advisors.library import notes
from advisors.library.full_text import WORD_PATTERN
from advisors.note import Note

WRITTEN = json.loads((Path(__file__).parents[1] / "data" / "library_notes.json").read_text())
DIMENSIONS = 256


def make_note(
    topic="Rates are cut", text="- The central bank lowered its rate.", source="https://example.org/a", **more
):
    published_at = more.pop("published_at", datetime(2026, 11, 1, 12, tzinfo=UTC))
    return Note(topic, text, source, published_at, tuple(more.pop("symbols", ())), **more)


def lay_in():
    """Store all notes of the file; return their keys by topic."""
    for row in WRITTEN["notes"]:
        at = datetime.fromisoformat(row["published_at"])
        notes.store_note(Note(row["topic"], row["text"], row["source"], at, tuple(row["symbols"])))
    return {row["topic"]: row["key"] for row in WRITTEN["notes"]}


def recall(questions, keys, k=3):
    """Return the share of questions whose note is among the first k, and the questions that miss."""
    missed = [
        row["query"]
        for row in questions
        if row["finds"] not in [keys[note.topic] for note in notes.search_notes(row["query"], k=k)]
    ]
    return 1 - len(missed) / len(questions), missed


def vector_of(text):
    """Return a vector that is equal for equal words, enough to test nearness."""
    vector = [0.0] * DIMENSIONS
    for word in WORD_PATTERN.findall(text.lower()):
        vector[crc32(word[:5].encode()) % DIMENSIONS] += 1.0
    return vector
