"""What the agents remember: notes from research, for everybody."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField

from people.models import TimeStamped


class ResearchNote(TimeStamped):
    """A few points from one published source, with its date. embedding: None until an embedding model is configured."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=120)
    text = models.TextField(max_length=8000)
    source = models.URLField(max_length=500)
    published_at = models.DateTimeField()
    symbols = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    embedding = VectorField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-published_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "topic"], name="note_once")]
        indexes: ClassVar = [models.Index(fields=["-published_at"], name="note_by_date")]

    def __str__(self) -> str:
        return self.topic
