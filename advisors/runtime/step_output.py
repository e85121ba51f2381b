"""The output of a step as its row stores it, and what the rest of an analysis reads from it."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from advisors import team
from portfolios.facts.fact import Fact


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LineCounts(Output):
    """Lines of an outline by their fate.

    by_model: chosen by the model. put_right: wrong at first. added: by code, because they must be told. left_out:
    wrong after the revision too.
    """

    by_model: int = 0
    put_right: int = 0
    added: int = 0
    left_out: int = 0

    @property
    def corrected(self) -> int:
        return self.put_right + self.left_out

    @classmethod
    def total(cls, counts: Iterable[Self]) -> Self:
        """Return the sums of several outlines."""
        rows = [one.model_dump() for one in counts]
        return cls(**{name: sum(row[name] for row in rows) for name in cls.model_fields})

    def describe(self) -> str:
        """Return who chose the lines, in words; empty without a model."""
        if not (self.by_model or self.put_right or self.left_out):
            return ""
        parts = [f"{self.by_model} lines chosen by the model", f"{self.added} added by code"]
        parts += [f"{self.put_right} put right"] if self.put_right else []
        parts += [f"{self.left_out} left out"] if self.left_out else []
        return ", ".join(parts)


class VerifiedOutput(Output):
    """The output of a step whose sentences code printed. A specialist subclasses it in its own folder.

    figures: how many an earlier version of Alex counted. corrected: how many lines were put right or left out.
    rewritten: whether the built-in writer took over, because the model gave no line that could be used. earlier_text:
    what an earlier version of Alex stored as Markdown.
    """

    figures: int = 0
    corrected: int = 0
    rewritten: bool = False
    model: str = ""
    lines: LineCounts = LineCounts()
    earlier_text: str = ""

    def describe(self) -> str:
        """Return the message that the finished step shows."""
        return ""

    def to_text(self) -> str:
        """Return the output as text, for `manage.py ask`."""
        return self.model_dump_json(indent=2)

    def build_payload(self) -> Any:
        """Return the value for the job's payload column; None unless the agent's spec names a column."""
        return None

    def name_rewritten_parts(self, label: str) -> str:
        """Return which parts the built-in writer rewrote. label: the step's."""
        return label

    def list_sections(self) -> Sequence[Any]:
        """Return the sections of the document that this step wrote."""
        return ()

    def list_facts(self) -> Sequence[Fact]:
        """Return facts that this step computed and its sentences show."""
        return ()


def load_output_class(step: str) -> type[Output]:
    """Return the output class of a step, which the module `output` of its agent lists. Raises LookupError."""
    found = team.find_step(step)
    if found is None:
        raise LookupError(f"No agent has the step {step!r}.")
    outputs: Mapping[str, type[Output]] = import_module(f"{found[1].package}.output").OUTPUTS
    return outputs[step]
