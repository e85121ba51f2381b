"""The types of jobs: what each writes, and so which steps it runs. A new type is one entry in KINDS."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisors import team
from advisors.agent_spec import AgentSpec, AgentStep, Phase
from advisors.claims.sections import Section
from advisors.document.document import RETIREMENT_SECTIONS
from advisors.researcher.spec import RESEARCH
from analysis.payloads import AnalysisRequest, Payload


@dataclass(frozen=True)
class JobKind:
    """One type of job. key: as the database and the API name it. label: for people. start_label: on its button.

    duty: what it does, for people. sections: of the document; each brings the step of the agent that writes it.
    actions: the kinds of actions that belong to it. reads_articles: whether the researcher looks for news first.
    is_whole: whether it is a whole analysis, with all sections, charts and actions, and a letter.
    """

    key: str
    label: str
    start_label: str = ""
    duty: str = ""
    sections: tuple[Section, ...] = ()
    actions: frozenset[str] = frozenset()
    reads_articles: bool = False
    is_whole: bool = False
    request: type[Payload] = AnalysisRequest

    def specialists(self) -> tuple[AgentSpec, ...]:
        """Return the agents that it may consult, in the order of the team."""
        if self.is_whole:
            return team.specialists()
        writers = {team.writer_of(section).role for section in self.sections}
        return tuple(spec for spec in team.specialists() if spec.role in writers)

    def steps(self) -> Iterator[tuple[AgentStep, AgentSpec]]:
        """Yield its steps in their order, each with its agent."""
        consulted = {spec.role for spec in self.specialists()}
        for step, spec in team.steps():
            is_left_out = step == RESEARCH and not self.reads_articles
            if not is_left_out and (step.phase != Phase.CONSULT or spec.role in consulted):
                yield step, spec

    def sections_of(self, role: str) -> tuple[Section, ...]:
        """Return the sections that an agent writes in a job of this type."""
        own = map(Section, team.sections_of(role))
        return tuple(section for section in own if self.is_whole or section in self.sections)


WHOLE = JobKind(
    "portfolio_analysis", "Portfolio analysis", "Start New Analysis",
    "The whole team reads everything and writes your letter.", is_whole=True,
)  # fmt: skip
KINDS: tuple[JobKind, ...] = (
    WHOLE,
    JobKind(
        "retirement_projection", "Retirement projection", "Update my projection",
        "Simulates your plan again, with what would change it.",
        sections=RETIREMENT_SECTIONS,
        actions=frozenset({
            "set_goal", "record_income", "confirm_input", "save_more", "retire_later", "spend_less", "together",
            "claim_later", "spend_more", "retire_earlier", "change_mix",
        }),
    ),
    JobKind(
        "rebalance_recommendation", "Rebalancing", "Check my targets",
        "Compares what you own with your targets, and computes the trades that bring them closer.",
        sections=(Section.MIX, Section.TARGETS),
        actions=frozenset({"rebalance", "direct_new_money", "add_fund", "invest_cash", "change_mix"}),
    ),
    JobKind(
        "risk_assessment", "Risk assessment", "Check my risk",
        "Measures how much your money can fall, and what that depends on.",
        sections=(Section.MIX, Section.RISK),
        actions=frozenset({
            "build_reserve", "limit_speculative", "sell_down", "broaden", "change_mix", "keep", "match_spending",
        }),
    ),
    JobKind(
        "tax_optimization", "Tax optimization", "Check my taxes",
        "Looks at which account holds what, at gains, withdrawals and conversions.",
        sections=(Section.TAXES,),
        actions=frozenset({
            "confirm_input", "convert", "withdrawal_order", "use_bracket", "move_location", "take_rmd",
        }),
    ),
    JobKind(
        "instrument_research", "Instrument research", "Research my holdings",
        "Looks up what you own, what it costs, and what the library of articles says about it.",
        sections=(Section.OWN, Section.COSTS),
        actions=frozenset({"classify", "set_price", "switch_fund", "record_costs", "review"}),
        reads_articles=True,
    ),
)  # fmt: skip

REQUEST_MODELS: dict[str, type[Payload]] = {kind.key: kind.request for kind in KINDS}
"""The model of `Job.request_payload`, by job type."""


def find_kind(key: str) -> JobKind:
    """Return the type with this key. Raises LookupError."""
    found = next((kind for kind in KINDS if kind.key == key), None)
    if found is None:
        raise LookupError(f"There is no job type {key!r}.")
    return found


def job_type_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in KINDS]
