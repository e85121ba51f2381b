"""An answer as it is stored and shown."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from advisors.document.document import Source
from advisors.document.parts import Sentence
from portfolios.currencies import write_for
from portfolios.facts.fact import FactSheet

AnswerKind = Literal["answered", "unclear", "forbidden", "unknown", "unsayable"]


MODEL_FORM = "model"
"""The form of an answer that a model chose, because the router knows no form for the question."""


class ModelWork(BaseModel):
    """What a model did for an answer. calls: requests that it answered. cost_usd: None if the price is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    calls: int
    seconds: Decimal
    cost_usd: Decimal | None


class Answer(BaseModel):
    """The answer to one question.

    words: a fixed text of ours without figures. sentences: what code says. facts: figures made for this answer. chips:
    questions to ask next. form: the form of question that was understood. sources: library notes that a model found.
    work: of the model that was asked; None if none was.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: AnswerKind
    form: str = ""
    words: str = ""
    sentences: tuple[Sentence, ...] = ()
    facts: FactSheet = FactSheet()
    chips: tuple[str, ...] = Field(default=(), max_length=12)
    sources: tuple[Source, ...] = ()
    work: ModelWork | None = None

    def in_currency(self, code: str) -> "Answer":
        """Return it with the amounts in the questions to ask next in the currency of the person."""
        return self.model_copy(update={"chips": tuple(write_for(code, chip) for chip in self.chips)})

    @property
    def text(self) -> str:
        """Return the answer as plain text."""
        return " ".join(filter(None, (self.words, *(sentence.text for sentence in self.sentences))))
