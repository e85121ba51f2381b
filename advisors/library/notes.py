"""Store and search notes: by meaning if an embedding model is set, else by full text."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from advisors.library import full_text
from advisors.library.embedding import EmbeddingError, EmbeddingModel
from advisors.library.vectors import NoteDistances, PostgresVectorStore, S3VectorStore, VectorStore, VectorStoreError
from advisors.models import ResearchNote
from advisors.note import Note

logger = logging.getLogger(__name__)

EMBED_TASK = "advisors.library.notes.embed_pending_notes"
EMBED_BATCH_SIZE = 50
CANDIDATE_FACTOR = 4
"""This many times more notes are compared before those about the given symbols move up."""
SYMBOL_DISTANCE_BONUS = 0.05
"""Cosine distance by which a note about a given symbol counts as nearer."""


def build_embedding_model() -> EmbeddingModel | None:
    """Return the configured model; None if there is none."""
    if not settings.EMBEDDING_MODEL:
        return None
    return EmbeddingModel(
        settings.EMBEDDING_MODEL, settings.EMBEDDING_DIMENSIONS, settings.EMBEDDING_BASE_URL, settings.EMBEDDING_API_KEY
    )


def build_vector_store(model: EmbeddingModel) -> VectorStore:
    """Return the store for the model's vectors: S3 Vectors if a bucket is set, else PostgreSQL."""
    label = f"{model.name}:{model.dimensions}"
    if settings.VECTOR_BUCKET:
        return S3VectorStore(label, settings.VECTOR_BUCKET, settings.VECTOR_INDEX)
    return PostgresVectorStore(label)


def store_note(note: Note) -> tuple[ResearchNote, bool]:
    """Return the row of a note of Alex or of the researcher, and whether it is new.

    An existing note of the same source and topic stays unchanged, unless a program added it and nobody accepted it.
    """
    row, is_new = add_note(note)
    if row.key_prefix and row.state != ResearchNote.State.ACCEPTED:
        row.replace_program(note)
        return row, True
    return row, is_new


def add_note(note: Note, **values: Any) -> tuple[ResearchNote, bool]:
    """Return the row, and whether it is new. values: further fields of a new row."""
    return ResearchNote.objects.get_or_create(
        source=note.source, topic=note.topic,
        defaults={
            "text": note.text, "published_at": note.published_at, "symbols": list(note.symbols),
            "subject": note.subject, "publisher": note.publisher, "source_title": note.source_title, **values,
        },
    )  # fmt: skip


def search_notes(query: str, symbols: Sequence[str] = (), k: int = 3) -> list[Note]:
    """Return the k best notes, best first; notes about these symbols rank higher."""
    if not query.strip() or k < 1:
        return []
    ids: list[UUID] = []
    if model := build_embedding_model():
        try:
            near = build_vector_store(model).nearest(model.embed([query])[0], k * CANDIDATE_FACTOR)
            about = ResearchNote.objects.filter(symbols__overlap=list(symbols))
            boosted = set(about.values_list("pk", flat=True)) if symbols else set()
            near = keep_accepted(near)
            near.sort(key=lambda found: found[1] - (SYMBOL_DISTANCE_BONUS if found[0] in boosted else 0))
            ids = [pk for pk, _ in near[:k]]
        except (EmbeddingError, VectorStoreError) as error:
            logger.warning("The library is searched by full text. %s", error)
    if len(ids) < k:
        ids += [pk for pk in full_text.search_full_text(query, symbols, k) if pk not in ids]
    rows = ResearchNote.objects.accepted().defer("embedding", "words").in_bulk(ids[:k])
    return [rows[pk].to_note() for pk in ids[:k] if pk in rows]


def keep_accepted(near: NoteDistances) -> NoteDistances:
    """Drop notes that were rejected or deleted after they were embedded; S3 still has their vectors."""
    usable = set(ResearchNote.objects.accepted().filter(pk__in=[pk for pk, _ in near]).values_list("pk", flat=True))
    return [found for found in near if found[0] in usable]


def embed_pending_notes() -> int:
    """Embed notes that lack an embedding by the current model, oldest first; return how many. Safe to repeat."""
    model = build_embedding_model()
    if model is None:
        return 0
    vectors = build_vector_store(model)
    rows = list(ResearchNote.objects.unembedded(vectors.label)[:EMBED_BATCH_SIZE])
    try:
        if rows:
            vectors.put(list(zip(rows, model.embed([f"{row.topic}\n{row.text}" for row in rows]), strict=True)))
    except (EmbeddingError, VectorStoreError) as error:
        logger.warning("%s notes stay without an embedding for now. %s", len(rows), error)
        return 0
    return len(rows)


def enqueue_embedding() -> None:
    """After the caller's transaction, let a worker embed the new notes if an embedding model is set."""
    from django_q.tasks import async_task

    if settings.EMBEDDING_MODEL:
        transaction.on_commit(lambda: async_task(EMBED_TASK, ack_failure=True), robust=True)
