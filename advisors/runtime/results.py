"""Typed values of agents: the tagger's answer, and the plan that code builds from the planner's lines."""

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
