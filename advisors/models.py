"""Research notes, shared by all people, and the traces that Langfuse received."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from pgvector.django import VectorField

from advisors.agent_spec import MAX_NAME_LENGTH
from advisors.note import (
    MAX_PUBLISHER_LENGTH,
    MAX_SOURCE_LENGTH,
    MAX_SOURCE_TITLE_LENGTH,
    MAX_SUBJECT_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TOPIC_LENGTH,
    Note,
)
from people.models import TimeStamped, User

OUTSIDE_LABEL = "From an outside source, accepted by {by}"
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

    def accepted(self) -> Self:
        """Filter the notes that reports may use. Those of programs wait until staff or a policy accept them."""
        return self.filter(state=ResearchNote.State.ACCEPTED)

    def unembedded(self, model: str) -> Self:
        """Filter accepted notes without an embedding by this model, oldest first."""
        return self.accepted().exclude(embedding_model=model).order_by("created_at", "pk")

    def embedded_by(self, model: str, dimensions: int) -> Self:
        """Filter accepted notes with a vector of this model and length in the database."""
        length = models.Func("embedding", function="vector_dims", output_field=models.IntegerField())
        return (
            self.accepted()
            .filter(embedding_model=model, embedding__isnull=False)
            .alias(length=length)
            .filter(length=dimensions)
        )


class ResearchNote(TimeStamped):
    """A few points from one published source, with its date.

    subject: what a note that ships with Alex is about; empty for notes of the researcher and of programs.
    key_prefix, key_name: of the API key of the program that added it, kept when the key is revoked; empty for others.
    state: of a program's note, decided by staff, or by the policy of the settings. decided_by: None for the policy, and
    once that person is deleted.
    embedding: made later by embedding_model; also None if vectors are stored elsewhere. words: for full-text search.
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting for staff"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=MAX_TOPIC_LENGTH)
    text = models.TextField(max_length=MAX_TEXT_LENGTH)
    source = models.URLField(max_length=MAX_SOURCE_LENGTH)
    published_at = models.DateTimeField()
    symbols = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    subject = models.CharField(max_length=MAX_SUBJECT_LENGTH, blank=True)
    publisher = models.CharField(max_length=MAX_PUBLISHER_LENGTH, blank=True)
    source_title = models.CharField(max_length=MAX_SOURCE_TITLE_LENGTH, blank=True)
    key_prefix = models.CharField(max_length=16, blank=True)
    key_name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted_by_policy = models.BooleanField(default=False)
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
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "topic"], name="note_once"),
            models.CheckConstraint(
                condition=models.Q(key_prefix="") | models.Q(state="pending") ^ models.Q(decided_at__isnull=False),
                name="note_of_a_program_is_decided",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-published_at"], name="note_by_date"),
            GinIndex(fields=["words"], name="note_by_words"),
        ]

    def __str__(self) -> str:
        return self.topic

    def to_note(self) -> Note:
        return Note(
            self.topic, self.text, self.source, self.published_at, tuple(self.symbols),
            self.subject, self.publisher, self.source_title, self.label,
        )  # fmt: skip

    @property
    def label(self) -> str:
        """Return what readers of an accepted note of a program are told."""
        if not self.key_prefix:
            return ""
        return OUTSIDE_LABEL.format(by="this site's policy" if self.accepted_by_policy else "staff")

    @property
    def decider(self) -> str:
        """Return who accepted or rejected a note of a program; empty while nobody has."""
        if not self.key_prefix or self.decided_at is None:
            return ""
        if self.accepted_by_policy:
            return "policy"
        return self.decided_by.email if self.decided_by else "deleted user"

    def decide(self, state: State, *, by: User, now: datetime) -> bool:
        """Accept or reject a note of a program. Return False if that was decided already."""
        if not self.key_prefix or self.state == state:
            return False
        self.state, self.decided_by, self.decided_at, self.accepted_by_policy = state, by, now, False
        self.save(update_fields=["state", "decided_by", "decided_at", "accepted_by_policy", "updated_at"])
        return True

    def replace_program(self, note: Note) -> None:
        """Make a program's note that nobody accepted the note of Alex or of the researcher."""
        self.key_prefix = self.key_name = ""
        self.state, self.decided_by, self.decided_at = self.State.ACCEPTED, None, None
        self.symbols = list(note.symbols)
        self.save(update_fields=["key_prefix", "key_name", "state", "decided_by", "decided_at", "symbols"])
        self.rewrite(note)

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


class SentTraceQuerySet(models.QuerySet["SentTrace"]):
    def due(
        self, moment: datetime, jobs: models.QuerySet[models.Model], questions: models.QuerySet[models.Model]
    ) -> Self:
        """Filter traces from before the moment, and those whose job or question is none of these any more."""
        job, question = models.OuterRef("job_id"), models.OuterRef("question_id")
        job_is_gone = models.Q(job_id__isnull=False) & ~models.Exists(jobs.filter(pk=job))
        question_is_gone = models.Q(question_id__isnull=False) & ~models.Exists(questions.filter(pk=question))
        return self.filter(models.Q(created_at__lt=moment) | job_is_gone | question_is_gone)


class SentTrace(TimeStamped):
    """A trace that Langfuse received and has not deleted. It names no person.

    role: of the agent whose project received it; empty for the common project. job_id: no foreign key, because the
    trace of a deleted job still has to be deleted; None for a trace of no job. question_id: likewise.
    """

    trace_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    question_id = models.UUIDField(null=True, blank=True)

    objects = SentTraceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="sent_trace_by_time"),
            models.Index(fields=["job_id"], name="sent_trace_by_job"),
        ]

    def __str__(self) -> str:
        return self.trace_id.hex
