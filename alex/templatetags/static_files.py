"""Tags of scripts and styles with the hash of their content."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alex.static_integrity import find_integrity

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    return format_html('<script src="{}"{} defer></script>', static(name), _integrity(name))


@register.simple_tag
def stylesheet(name: str, media: str = "") -> SafeString:
    """Return the link. A browser paints without waiting for a sheet of other media, such as `print`."""
    limit = format_html(' media="{}"', media) if media else ""
    return format_html('<link rel="stylesheet" href="{}"{}{}>', static(name), limit, _integrity(name))


def _integrity(name: str) -> SafeString | str:
    found = find_integrity(name)
    return format_html(' integrity="{}"', found) if found else ""
