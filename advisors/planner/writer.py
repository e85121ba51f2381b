"""The planner's built-in writer: whom to consult, and what matters most, by what weighs most."""

from collections.abc import Iterable, Iterator

from advisors import team
from advisors.claims.ranking import order_statements, rank_statements
from advisors.claims.registry import KINDS
from advisors.claims.sections import Section
from advisors.claims.statement import Statement
from advisors.document.document import RETIREMENT_SECTIONS
from advisors.document.letter import choose_by_rules
from advisors.outline.menu import Menu, write_line
from advisors.runtime.results import Consultation

CHART_SECTIONS = (Section.MIX, Section.TARGETS, Section.OWN)
FOCUS_SECTIONS: dict[str, tuple[Section, ...]] = {"retirement": RETIREMENT_SECTIONS, "charter": CHART_SECTIONS}
"""Where a specialist's first topic comes from; any other looks at everything but retirement."""


def write_plan_lines(menu: Menu) -> str:
    """Consult the reporter always, others if anything has a value, retirement if there is a projection."""
    case, lines = menu.case, []
    ranked = rank_statements(case)
    for spec in team.specialists():
        is_needed = not spec.optional or case.situation.has_value
        if spec.role == "retirement":
            is_needed = case.baseline is not None
        if is_needed:
            sections = FOCUS_SECTIONS.get(spec.role) or set(Section).difference(RETIREMENT_SECTIONS)
            first = next((s for s in ranked if KINDS[s.kind].section in sections), None)
            lines.append(f"consult {spec.role}" + (f" {write_line(first)}" if first and not spec.focus else ""))
    return "\n".join(lines)


def write_conclusion_lines(menu: Menu) -> str:
    """Return what matters by the rules of the letter, and the actions as code ranks them."""
    _, matters = choose_by_rules(order_statements(menu.case), menu.actions)
    actions = (f"do {advised.action.id}" for advised in menu.actions)
    return "\n".join([*map(write_line, matters), *actions])


def build_consultations(topics: Iterable[tuple[str, Statement | None]]) -> Iterator[Consultation]:
    """Yield the consultations of specialists with their topics. Without one, the record of the agent says it."""
    for role, topic in topics:
        spec = team.find(role)
        assert spec is not None
        yield Consultation(
            specialist=role, focus=topic.text() if topic else spec.focus or spec.planner_duty,
            reason=spec.reason or spec.duty,
        )  # fmt: skip
