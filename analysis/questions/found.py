"""What a worker found for a question: the answer, and the run of the model that chose it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisors.questions.answer import Answer

if TYPE_CHECKING:
    from advisors.tracing.recorded_span import SpanRecord
    from advisors.tracing.recorder import RecordedRun


@dataclass(frozen=True)
class Found:
    """An answer, with the spans of the model that chose it. run: for Langfuse; None where it is not set up."""

    answer: Answer
    spans: "Sequence[SpanRecord]" = ()
    run: "RecordedRun | None" = None
