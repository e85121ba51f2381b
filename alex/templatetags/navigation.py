"""The tag of the main navigation."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()
SETTINGS = (
    ("Plan", "plan"),
    ("Security", "security"),
    ("Privacy", "privacy"),
    ("Notifications", "notifications"),
    ("API keys", "own_keys"),
    ("Activity", "activity"),
)

# label, URL name, icon, first parts of the paths of the section
SECTIONS = (
    ("Dashboard", "dashboard", "home", ("dashboard",)),
    ("Accounts", "accounts", "wallet", ("accounts", "positions", "instruments", "removals")),
    ("Advisor team", "team", "team", ("team",)),
    ("Analysis", "latest_analysis", "doc", ("analysis", "analyses")),
)


@register.inclusion_tag("fragments/_settings_navigation.html", takes_context=True)
def settings_navigation(context: dict[str, Any]) -> dict[str, Any]:
    path = context["request"].path
    items = [(label, reverse(name)) for label, name in SETTINGS]
    return {"items": [(label, address, path.startswith(address)) for label, address in items]}


@register.inclusion_tag("fragments/_navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    first_part = context["request"].path.strip("/").partition("/")[0]
    return {"items": [(label, reverse(name), icon, first_part in parts) for label, name, icon, parts in SECTIONS]}
