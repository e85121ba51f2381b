"""The typed answers of agents. Text may hold `[[fact_id]]`, which is checked and replaced before anyone reads it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from advisors import team

Text = Annotated[str, Field(min_length=1, max_length=2000)]
ChartType = Literal["pie", "donut", "bar", "horizontalBar", "line"]


class AgentOutput(BaseModel):
    """Base of all typed answers: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Consultation(AgentOutput):
    specialist: str = Field(  # the role of an agent; the team is read at each check, because it may grow
        json_schema_extra=lambda schema: schema.update(enum=[spec.role for spec in team.specialists()])
    )
    focus: Text = Field(description="What this specialist should look at in this case, in one sentence.")
    reason: Text = Field(description="Why this person needs it.")

    @field_validator("specialist")
    @classmethod
    def _validate_specialist(cls, role: str) -> str:
        if role not in {spec.role for spec in team.specialists()}:
            raise ValueError(f"There is no specialist {role!r}.")
        return role


class ConsultationPlan(AgentOutput):
    consultations: list[Consultation] = Field(
        json_schema_extra=lambda schema: schema.update(maxItems=len(team.specialists()))
    )

    @field_validator("consultations")
    @classmethod
    def _validate_length(cls, consultations: list[Consultation]) -> list[Consultation]:
        if len(consultations) > len(team.specialists()):
            raise ValueError("There are more consultations than specialists.")
        return consultations

    def get_focus(self, specialist: str) -> str:
        return next((c.focus for c in self.consultations if c.specialist == specialist), "")


class Recommendation(AgentOutput):
    """impact: ids of the facts that say how much it matters."""

    title: Text
    reason: Text
    impact: list[str] = Field(max_length=4)
    priority: int = Field(ge=1, le=10)


class Recommendations(AgentOutput):
    recommendations: list[Recommendation] = Field(max_length=7)


class ActionDraft(AgentOutput):
    title: Text
    reason: Text
    impact: list[str] = Field(max_length=4)


class Summary(AgentOutput):
    """content: a few sentences of Markdown. actions: most important first."""

    content: Annotated[str, Field(min_length=1, max_length=4000)]
    actions: list[ActionDraft] = Field(max_length=10)


class ChartChoice(AgentOutput):
    series: str
    type: ChartType
    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(min_length=1, max_length=400)]


class ChartChoices(AgentOutput):
    charts: list[ChartChoice] = Field(max_length=6)
