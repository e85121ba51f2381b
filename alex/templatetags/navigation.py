from typing import Any

from django import template
from django.urls import reverse

register = template.Library()

# label, where it leads, the first part of the paths that belong to it
SECTIONS = (
    ("Dashboard", "dashboard", ("dashboard",)),
    ("Accounts", "accounts", ("accounts", "positions", "instruments", "removals")),
    ("Advisor team", "team", ("team",)),
    ("Analysis", "latest_analysis", ("analysis", "analyses")),
)


@register.inclusion_tag("fragments/_navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    here = context["request"].path.strip("/").partition("/")[0]
    return {"items": [(label, reverse(name), here in parts) for label, name, parts in SECTIONS]}
