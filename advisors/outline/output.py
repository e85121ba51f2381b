"""What a step that writes sections stores."""

from collections.abc import Sequence
from typing import Any

from pydantic import model_validator

from advisors.document.document import DocumentSection
from advisors.document.markdown import sections_to_markdown
from advisors.runtime.step_output import VerifiedOutput

EARLIER_TEXTS = ("content", "analysis", "text")
"""Where earlier versions of Alex stored a printed text."""


class SectionsOutput(VerifiedOutput):
    sections: tuple[DocumentSection, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read_earlier_version(cls, data: Any) -> Any:
        """Read what an earlier version stored: its text as it was printed, without the sources of its figures."""
        if not isinstance(data, dict) or "source" not in data:
            return data
        text = next((data[name] for name in EARLIER_TEXTS if data.get(name)), "")
        kept = {name: value for name, value in data.items() if name in cls.model_fields}
        return {**kept, "earlier_text": text}

    def describe_lines(self, subject: str) -> str:
        """Return what was written and, with a model, who chose the lines."""
        return ". ".join(filter(None, (subject, self.lines.describe())))

    def to_text(self) -> str:
        return sections_to_markdown(self.sections) or self.earlier_text

    def list_sections(self) -> Sequence[DocumentSection]:
        return self.sections
