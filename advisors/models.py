"""Research notes, shared by all people."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from pgvector.django import VectorField

from advisors.note import (
    MAX_PUBLISHER_LENGTH,
    MAX_SOURCE_LENGTH,
    MAX_SOURCE_TITLE_LENGTH,
    MAX_SUBJECT_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TOPIC_LENGTH,
    Note,
)
from people.models import TimeStamped

REWRITTEN_FIELDS = ("text", "published_at", "subject", "publisher", "source_title")
"""What a new version of a note may change. Source and topic identify it."""


class ResearchNoteQuerySet(models.QuerySet["ResearchNote"]):
    def of_alex(self) -> Self:
        """Filter the notes that ship with Alex. Notes of the researcher and of programs have no subject."""
        return self.exclude(subject="")

    def count_by_subject(self) -> dict[str, int]:
        """Return the number of Alex's own notes by subject."""
        rows = self.of_alex().order_by().values_list("subject")
        return dict(rows.annotate(notes=models.Count("pk")))

    def unembedded(self, model: str) -> Self:
        """Filter notes without an embedding by this model, oldest first."""
        return self.exclude(embedding_model=model).order_by("created_at", "pk")

    def embedded_by(self, model: str, dimensions: int) -> Self:
        """Filter notes with a vector of this model and length in the database."""
        length = models.Func("embedding", function="vector_dims", output_field=models.IntegerField())
        return (
            self.filter(embedding_model=model, embedding__isnull=False).alias(length=length).filter(length=dimensions)
        )


class ResearchNote(TimeStamped):
    """A few points from one published source, with its date.

    subject: what a note that ships with Alex is about; empty for notes of the researcher and of programs.
    embedding: made later by embedding_model; also None if vectors are stored elsewhere. words: for full-text search.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=MAX_TOPIC_LENGTH)
    text = models.TextField(max_length=MAX_TEXT_LENGTH)
    source = models.URLField(max_length=MAX_SOURCE_LENGTH)
    published_at = models.DateTimeField()
    symbols = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    subject = models.CharField(max_length=MAX_SUBJECT_LENGTH, blank=True)
    publisher = models.CharField(max_length=MAX_PUBLISHER_LENGTH, blank=True)
    source_title = models.CharField(max_length=MAX_SOURCE_TITLE_LENGTH, blank=True)
    embedding = VectorField(null=True, blank=True)
    embedding_model = models.CharField(max_length=120, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("topic", weight="A", config="english")
        + SearchVector("text", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ResearchNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "topic"], name="note_once")]
        indexes: ClassVar = [
            models.Index(fields=["-published_at"], name="note_by_date"),
            GinIndex(fields=["words"], name="note_by_words"),
        ]

    def __str__(self) -> str:
        return self.topic

    def to_note(self) -> Note:
        return Note(
            self.topic, self.text, self.source, self.published_at, tuple(self.symbols),
            self.subject, self.publisher, self.source_title,
        )  # fmt: skip

    def rewrite(self, note: Note) -> bool:
        """Store what changed in a note; return whether anything did. A changed text is embedded again."""
        changed = [name for name in REWRITTEN_FIELDS if getattr(self, name) != getattr(note, name)]
        for name in changed:
            setattr(self, name, getattr(note, name))
        if changed:
            self.embedding, self.embedding_model = None, ""
            self.save(update_fields=[*changed, "embedding", "embedding_model", "updated_at"])
        return bool(changed)

    def save_embedding(self, embedding: list[float] | None, model: str) -> None:
        self.embedding, self.embedding_model = embedding, model
        self.save(update_fields=["embedding", "embedding_model", "updated_at"])
