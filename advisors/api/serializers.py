"""JSON fields of research notes."""

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils import timezone
from rest_framework import serializers

from advisors.library.note_checks import clean_note_text, find_text_errors, is_public_name
from advisors.models import ResearchNote
from advisors.note import MAX_SOURCE_LENGTH, MAX_TEXT_LENGTH, MAX_TOPIC_LENGTH, Note
from people.api.serializers import StrictSerializer
from portfolios.bounds import SYMBOL_LENGTH
from portfolios.cleaning import SYMBOL_PATTERN

MAX_SYMBOLS = 20
CLOCK_TOLERANCE = timedelta(days=1)


class NoteSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """A stored note."""

    class Meta:
        model = ResearchNote
        fields: ClassVar = ["id", "topic", "text", "source", "published_at", "symbols", "state", "created_at"]
        read_only_fields = fields


class NewNoteSerializer(StrictSerializer):
    """A new note: plain text and the https address of its source."""

    topic = serializers.CharField(max_length=MAX_TOPIC_LENGTH)
    text = serializers.CharField(max_length=MAX_TEXT_LENGTH)
    source = serializers.URLField(max_length=MAX_SOURCE_LENGTH)  # type: ignore[assignment]
    published_at = serializers.DateTimeField()
    symbols = serializers.ListField(
        child=serializers.CharField(max_length=SYMBOL_LENGTH), max_length=MAX_SYMBOLS, required=False
    )

    def validate_topic(self, topic: str) -> str:
        return self._validate_plain_text(topic.replace("\n", " "), MAX_TOPIC_LENGTH)

    def validate_text(self, text: str) -> str:
        return self._validate_plain_text(text, MAX_TEXT_LENGTH)

    def validate_source(self, source: str) -> str:
        address = urlsplit(source)
        if address.scheme != "https" or address.username or not source.isascii() or not source.isprintable():
            raise serializers.ValidationError("Enter an https address without a user name or password.")
        if not is_public_name(address.hostname or ""):
            raise serializers.ValidationError("Enter the address of a public website.")
        return source

    def validate_published_at(self, at: Any) -> Any:
        if at > timezone.now() + CLOCK_TOLERANCE:
            raise serializers.ValidationError("This is in the future.")
        return at

    def validate_symbols(self, symbols: list[str]) -> list[str]:
        found = sorted({symbol.strip().upper() for symbol in symbols})
        if invalid := [symbol for symbol in found if not SYMBOL_PATTERN.fullmatch(symbol)]:
            raise serializers.ValidationError([f"{symbol} is not a symbol." for symbol in invalid])
        return found

    def to_note(self) -> Note:
        data = self.validated_data
        return Note(data["topic"], data["text"], data["source"], data["published_at"], tuple(data.get("symbols", ())))

    def _validate_plain_text(self, text: str, max_length: int) -> str:
        plain = clean_note_text(text)
        if errors := find_text_errors(plain, max_length) or ([] if plain else ["It holds no words."]):
            raise serializers.ValidationError(errors)
        return plain
