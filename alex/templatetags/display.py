"""Tags of what a page looks like in one browser: its icons, its theme, and whether amounts are hidden."""

import re
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alex.requests.display import AMOUNTS, THEME, shown_choice

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return an icon of the sprite. extra: more CSS classes, such as `s` for the small size."""
    classes = f"icon {extra}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes, static("icons/sprite.svg"), name,
    )  # fmt: skip


def list_icons() -> list[str]:
    """Return the names of the icons in the sprite."""
    sprite = Path(str(finders.find("icons/sprite.svg"))).read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([\w-]+)"', sprite)


@register.simple_tag(takes_context=True)
def theme_attribute(context: dict[str, Any]) -> SafeString | str:
    """Return the attribute of <html> for the theme that this browser chose; empty where the system decides."""
    theme = shown_choice(context.get("request"), THEME)
    return format_html(' data-theme="{}"', theme) if theme else ""


@register.inclusion_tag("fragments/_display.html", takes_context=True)
def display_switches(context: dict[str, Any]) -> dict[str, Any]:
    """Show the switches of a browser: hide amounts (for people who are signed in), and the other theme."""
    request, user = context.get("request"), context.get("user")
    return {
        "has_amounts": bool(user and user.is_authenticated),
        "hides_amounts": bool(shown_choice(request, AMOUNTS)),
        "theme": shown_choice(request, THEME),
    }


@register.simple_tag(takes_context=True)
def amounts_class(context: dict[str, Any]) -> SafeString | str:
    """Return the attribute of <body> that blurs amounts, where this browser hides them."""
    return SafeString(' class="hide-amounts"') if shown_choice(context.get("request"), AMOUNTS) else ""
