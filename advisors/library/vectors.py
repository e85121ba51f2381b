"""Vector stores for embeddings: PostgreSQL, or S3 Vectors. Both return the nearest notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from pgvector.django import CosineDistance

from advisors.library.embedding import Vector
from advisors.models import ResearchNote

TIMEOUT_SECONDS = 10
NoteDistances = list[tuple[UUID, float]]
"""Ids with their cosine distance, nearest first."""


class VectorStoreError(Exception):
    """The vector store could not be reached."""


class VectorStore(Protocol):
    """label: names model and place. Each note stores it, so vectors of another model are never compared."""

    @property
    def label(self) -> str: ...

    def put(self, rows: Sequence[tuple[ResearchNote, Vector]]) -> None: ...

    def nearest(self, vector: Vector, k: int) -> NoteDistances: ...


@dataclass(frozen=True)
class PostgresVectorStore:
    """Keeps each vector in the row of its note."""

    label: str

    def put(self, rows: Sequence[tuple[ResearchNote, Vector]]) -> None:
        for row, vector in rows:
            row.save_embedding(vector, self.label)

    def nearest(self, vector: Vector, k: int) -> NoteDistances:
        """Return the nearest notes with vectors of the same length; the database cannot compare others."""
        rows = ResearchNote.objects.embedded_by(self.label, len(vector))
        near = rows.annotate(distance=CosineDistance("embedding", vector)).order_by("distance", "pk")
        return list(near.values_list("pk", "distance")[:k])


@dataclass(frozen=True)
class S3VectorStore:
    """An S3 Vectors index (float32, cosine), created by infra/. The key of a vector is the id of its note."""

    model: str
    bucket: str
    index: str

    @property
    def label(self) -> str:
        return f"{self.model}@{self.bucket}/{self.index}"

    @cached_property
    def client(self) -> Any:
        return import_string(settings.AWS_CLIENT_MAKER)("s3vectors", seconds=TIMEOUT_SECONDS, attempts=2)

    def put(self, rows: Sequence[tuple[ResearchNote, Vector]]) -> None:
        vectors = [{"key": str(row.pk), "data": {"float32": vector}} for row, vector in rows]
        self._call("put_vectors", vectors=vectors)
        for row, _ in rows:
            row.save_embedding(None, self.label)

    def nearest(self, vector: Vector, k: int) -> NoteDistances:
        response = self._call("query_vectors", queryVector={"float32": vector}, topK=k, returnDistance=True)
        return [(UUID(found["key"]), found["distance"]) for found in response["vectors"]]

    def _call(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, operation)(vectorBucketName=self.bucket, indexName=self.index, **arguments)
        except (BotoCoreError, ClientError) as error:
            raise VectorStoreError(f"S3 Vectors: {type(error).__name__}") from error
