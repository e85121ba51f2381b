"""The tag of the main navigation."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()

# label, URL name, first parts of the paths of the section
SECTIONS = (
    ("Dashboard", "dashboard", ("dashboard",)),
    ("Accounts", "accounts", ("accounts", "positions", "instruments", "removals")),
    ("Advisor team", "team", ("team",)),
    ("Analysis", "latest_analysis", ("analysis", "analyses")),
)


@register.inclusion_tag("fragments/_navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    first_part = context["request"].path.strip("/").partition("/")[0]
    return {"items": [(label, reverse(name), first_part in parts) for label, name, parts in SECTIONS]}
