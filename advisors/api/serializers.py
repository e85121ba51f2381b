"""The JSON shape of a research note."""

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils import timezone
from rest_framework import serializers

from advisors.library.note_checks import clean_note_text, find_text_errors
from advisors.models import ResearchNote
from advisors.note import LONGEST_SOURCE, LONGEST_TEXT, LONGEST_TOPIC, Note
from people.api.serializers import StrictSerializer
from portfolios.cleaning import MAX_SYMBOL_LENGTH, SYMBOL_PATTERN

MAX_SYMBOLS = 20
CLOCK_TOLERANCE = timedelta(days=1)


class NoteSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    class Meta:
        model = ResearchNote
        fields: ClassVar = ["id", "topic", "text", "source", "published_at", "symbols", "created_at"]
        read_only_fields = fields


class NewNoteSerializer(StrictSerializer):
    """Plain words and one https address, where they are from."""

    topic = serializers.CharField(max_length=LONGEST_TOPIC)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    source = serializers.URLField(max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    published_at = serializers.DateTimeField()
    symbols = serializers.ListField(
        child=serializers.CharField(max_length=MAX_SYMBOL_LENGTH), max_length=MAX_SYMBOLS, required=False
    )

    def validate_topic(self, topic: str) -> str:
        return self._plain(topic.replace("\n", " "), LONGEST_TOPIC)

    def validate_text(self, text: str) -> str:
        return self._plain(text, LONGEST_TEXT)

    def validate_source(self, source: str) -> str:
        address = urlsplit(source)
        if address.scheme != "https" or address.username or not source.isascii() or not source.isprintable():
            raise serializers.ValidationError("Give an https address without a name or password.")
        return source

    def validate_published_at(self, at: Any) -> Any:
        if at > timezone.now() + CLOCK_TOLERANCE:
            raise serializers.ValidationError("This is in the future.")
        return at

    def validate_symbols(self, symbols: list[str]) -> list[str]:
        found = sorted({symbol.strip().upper() for symbol in symbols})
        if wrong := [symbol for symbol in found if not SYMBOL_PATTERN.fullmatch(symbol)]:
            raise serializers.ValidationError([f"{symbol} is not a symbol." for symbol in wrong])
        return found

    def note(self) -> Note:
        sent = self.validated_data
        return Note(sent["topic"], sent["text"], sent["source"], sent["published_at"], tuple(sent.get("symbols", ())))

    def _plain(self, text: str, longest: int) -> str:
        plain = clean_note_text(text)
        if wrong := find_text_errors(plain, longest) or ([] if plain else ["It holds no words."]):
            raise serializers.ValidationError(wrong)
        return plain
