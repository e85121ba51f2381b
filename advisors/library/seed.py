"""Read and store the notes that ship with Alex."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, NamedTuple

from django.db import transaction
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advisors.library.note_checks import clean_note_text, find_text_errors
from advisors.library.notes import store_note
from advisors.library.subjects import SUBJECTS
from advisors.models import ResearchNote
from advisors.note import (
    MAX_PUBLISHER_LENGTH,
    MAX_SOURCE_LENGTH,
    MAX_SOURCE_TITLE_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TOPIC_LENGTH,
    Note,
)

FILE = Path(__file__).parent / "data" / "notes.json"
SUBJECT_KEYS = frozenset(subject.key for subject in SUBJECTS)


class SeedCounts(NamedTuple):
    """added, updated, unchanged, removed: own notes. kept: notes of others on the same source and title."""

    added: int
    updated: int
    unchanged: int
    removed: int
    kept: int


def validate_own_words(text: str) -> str:
    if errors := find_text_errors(text, MAX_TEXT_LENGTH):
        raise ValueError(" ".join(errors))
    if text != clean_note_text(text):
        raise ValueError("It holds line breaks or spaces too many.")
    if re.search(r"\d", text):
        raise ValueError("It holds a figure: a note is commentary.")
    return text


OwnWords = Annotated[str, Field(min_length=1), AfterValidator(validate_own_words)]


class SeedNote(BaseModel):
    """One note of the file. dated: the day of the source, or of writing for a page that changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    title: Annotated[OwnWords, Field(max_length=MAX_TOPIC_LENGTH)]
    points: Annotated[tuple[OwnWords, ...], Field(min_length=2, max_length=4)]
    publisher: str = Field(min_length=1, max_length=MAX_PUBLISHER_LENGTH)
    source_title: str = Field(min_length=1, max_length=MAX_SOURCE_TITLE_LENGTH)
    source: str = Field(pattern=r"^https://[a-z0-9.-]+/[\x21-\x7e]+$", max_length=MAX_SOURCE_LENGTH)
    dated: date

    @model_validator(mode="after")
    def _check_subject(self) -> "SeedNote":
        if self.subject not in SUBJECT_KEYS:
            raise ValueError(f"There is no subject {self.subject!r}.")
        return self

    def to_note(self) -> Note:
        return Note(
            self.title, "\n".join(f"- {point}" for point in self.points), self.source,
            datetime.combine(self.dated, time(12), tzinfo=UTC), (), self.subject, self.publisher, self.source_title,
        )  # fmt: skip


class SeedLibrary(BaseModel):
    """The file of notes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    notes: tuple[SeedNote, ...]

    @model_validator(mode="after")
    def _check_titles(self) -> "SeedLibrary":
        titles = [note.title for note in self.notes]
        if twice := sorted({title for title in titles if titles.count(title) > 1}):
            raise ValueError(f"Listed more than once: {', '.join(twice)}.")
        return self


def read_seed_library(file: Path = FILE) -> SeedLibrary:
    """Read a file of notes. Raises pydantic's ValidationError, which names the note and the problem."""
    return SeedLibrary.model_validate_json(file.read_text(encoding="utf-8"))


@transaction.atomic
def seed_library(library: SeedLibrary) -> SeedCounts:
    """Store the notes of the file and remove own notes that it no longer has. Notes of others stay as they are."""
    added = updated = unchanged = kept = 0
    own = []
    for note in (seed.to_note() for seed in library.notes):
        row, is_new = store_note(note)
        if not row.subject:
            kept += 1
            continue
        own.append(row.pk)
        if is_new:
            added += 1
        elif row.rewrite(note):
            updated += 1
        else:
            unchanged += 1
    removed, _ = ResearchNote.objects.of_alex().exclude(pk__in=own).delete()
    return SeedCounts(added, updated, unchanged, removed, kept)
