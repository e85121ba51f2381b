"""Judge a model on known households: which of its lines stand, what code had to add, and what it cost."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from advisors import team
from advisors.budget.allowance import Allowance
from advisors.budget.terms import RunTerms
from advisors.claims.sections import Section
from advisors.document.parts import Sentence
from advisors.llm import ModelConfig
from advisors.outline.menu import Menu
from advisors.runtime.specialist import load_step
from advisors.runtime.step_output import VerifiedOutput
from analysis.pipeline import consultation
from analysis.pipeline.conclude import conclude
from analysis.pipeline.prepare import AnalysisCase, compute_case
from analysis.usage import model_terms
from analysis.usage.model_settings import limits
from portfolios.valuation.snapshot import FrozenModel, Snapshot

Grade = Literal["A", "B", "C", "D"]
GRADES: tuple[tuple[Grade, float, float], ...] = (("A", 0.95, 0.9), ("B", 0.85, 0.75), ("C", 0.7, 0.5))
"""The least share of lines that stand, and of required statements that the model wrote, for each grade; else D."""


class StepScore(FrozenModel):
    """How one step of one household went. kept: lines of the model that stood at once. must_tell: required
    statements.

    missed_deadline: the model gave no answer in time. failed: the built-in writer took over.
    """

    household: str
    run: int
    step: str
    kept: int = 0
    put_right: int = 0
    left_out: int = 0
    added: int = 0
    must_tell: int = 0
    tokens: int = 0
    cost_usd: Decimal | None = None
    seconds: float = 0
    missed_deadline: bool = False
    failed: bool = False

    @property
    def required_met(self) -> int:
        return max(0, self.must_tell - self.added)


class Evaluation(FrozenModel):
    """contradictions: sentences of one claim with two verdicts, in all documents."""

    model: str
    scores: tuple[StepScore, ...] = Field(min_length=1)
    contradictions: int = 0

    def share_kept(self, household: str = "") -> float:
        """Return the share of the model's lines that stood at once; 1 if it wrote none."""
        scores = self.of(household)
        lines = sum(one.kept + one.put_right + one.left_out for one in scores)
        return sum(one.kept for one in scores) / lines if lines else 1.0

    def share_required_met(self, household: str = "") -> float:
        """Return the share of required statements that were written before code added the rest; 1 if none is."""
        scores = self.of(household)
        must = sum(one.must_tell for one in scores)
        return sum(one.required_met for one in scores) / must if must else 1.0

    def grade(self, household: str = "") -> Grade:
        kept, met = self.share_kept(household), self.share_required_met(household)
        if any(one.failed for one in self.of(household)):
            return "D"
        return next((grade for grade, least_kept, least_met in GRADES if kept >= least_kept and met >= least_met), "D")

    def of(self, household: str) -> tuple[StepScore, ...]:
        return tuple(one for one in self.scores if household in ("", one.household))


async def evaluate(snapshots: Mapping[str, Snapshot], models: ModelConfig, runs: int = 1) -> Evaluation:
    """Run the writers on every household, without a database, and score their lines."""
    scores: list[StepScore] = []
    contradictions = 0
    for name, snapshot in snapshots.items():
        case = compute_case(snapshot, load_sources=no_sources)
        for run in range(1, runs + 1):
            outputs = []
            async for score, output in _run_steps(case, models):
                scores.append(score.model_copy(update={"household": name, "run": run}))
                outputs.append(output)
            sentences = (s for one in outputs for section in one.list_sections() for s in section.sentences)
            contradictions += count_contradictions(sentences)
    return Evaluation(model=models.default or "built-in writer", scores=tuple(scores), contradictions=contradictions)


async def no_sources() -> None:
    """Return no library: what it holds would make two evaluations differ."""


def count_contradictions(sentences: Iterable[Sentence]) -> int:
    """Return how many sentences repeat a claim with another verdict."""
    verdicts: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for sentence in sentences:
        verdicts.setdefault((sentence.kind, sentence.arguments), set()).add(sentence.verdict)
    return sum(len(found) - 1 for found in verdicts.values())


async def _run_steps(case: AnalysisCase, models: ModelConfig) -> AsyncIterator[tuple[StepScore, VerifiedOutput]]:
    """Yield the score and the output of each step. One after another, so that the seconds are of one step."""
    allowance = Allowance(limits())
    steps: dict[str, Callable[[RunTerms], Awaitable[VerifiedOutput]]] = {
        "plan": lambda terms: consultation.make_plan(case, terms),
        "conclude": lambda terms: conclude(case, [], terms),
    }
    for spec in team.specialists():
        specialist = load_step(spec)
        if not specialist.find_obstacle(case):
            steps[spec.step.name] = lambda terms, work=specialist.work: work(case, "", terms)  # type: ignore[misc]
    for name, work in steps.items():
        _, spec = team.find_step(name) or (None, team.TEAM[0])
        terms = RunTerms(models, allowance, deadline=model_terms.deadline())
        start = time.perf_counter()
        output = await work(terms)
        seconds = time.perf_counter() - start
        menu = Menu(case.claims, tuple(map(Section, team.sections_of(spec.role))))
        codes = {error.code for error in terms.tally.errors}
        yield StepScore(
            household="", run=0, step=name, kept=output.lines.by_model, put_right=output.lines.put_right,
            left_out=output.lines.left_out, added=output.lines.added, must_tell=len(menu.must_tell),
            tokens=terms.tally.spent.tokens, cost_usd=terms.tally.spent.cost_usd, seconds=round(seconds, 2),
            missed_deadline="model_timeout" in codes, failed=bool(models.default) and output.rewritten,
        ), output  # fmt: skip
