"""The tags for what a person decided about actions."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context

from advisors.document.printed_action import PrintedAction
from analysis.decisions.models import Decision
from analysis.what_if.advised import can_be_tried

register = template.Library()
register.filter(can_be_tried)
LOADED = "decisions of the analysis"


@register.filter
def decision_in(action_id: str, decisions: Mapping[str, Decision]) -> Decision | None:
    """Return what was decided about an action."""
    return decisions.get(action_id)


@register.inclusion_tag("analysis/_decision.html", takes_context=True)
def decision_of(context: Context, action: PrintedAction) -> dict[str, Any]:
    """Show do, later and no of an action on the page of its analysis. The decisions are read once a page."""
    job = context["job"]
    kept: Any = context.render_context
    if LOADED not in kept:
        kept[LOADED] = Decision.objects.owned_by(job.user_id).by_action(job.pk)
    return {
        "action": action, "job_id": job.pk, "decision": kept[LOADED].get(action.id), "page": "analysis",
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
