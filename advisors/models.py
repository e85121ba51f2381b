"""What the agents remember: notes from research, for everybody."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from pgvector.django import VectorField

from advisors.note import Note
from people.models import TimeStamped


class ResearchNoteQuerySet(models.QuerySet["ResearchNote"]):
    def of(self, note: Note) -> Self:
        """The row that holds this note, if there is one: once by source and topic."""
        return self.filter(source=note.source, topic=note.topic)

    def unembedded(self, model: str) -> Self:
        """Without an embedding by this model, oldest first."""
        return self.exclude(embedding_model=model).order_by("created_at", "pk")

    def embedded_by(self, model: str, dimensions: int) -> Self:
        """With a vector of this model and length here in the database."""
        length = models.Func("embedding", function="vector_dims", output_field=models.IntegerField())
        return (
            self.filter(embedding_model=model, embedding__isnull=False).alias(length=length).filter(length=dimensions)
        )


class ResearchNote(TimeStamped):
    """A few points from one published source, with its date.

    embedding: made by embedding_model, later than the note; None too where the vectors lie elsewhere. words: what the
    full-text search looks into.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=120)
    text = models.TextField(max_length=8000)
    source = models.URLField(max_length=500)
    published_at = models.DateTimeField()
    symbols = ArrayField(models.CharField(max_length=20), default=list, blank=True)
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

    @property
    def note(self) -> Note:
        return Note(self.topic, self.text, self.source, self.published_at, tuple(self.symbols))

    def embed(self, embedding: list[float] | None, model: str) -> None:
        self.embedding, self.embedding_model = embedding, model
        self.save(update_fields=["embedding", "embedding_model", "updated_at"])
