"""Render input and select widgets in Python. Their templates take most of the time of a page with a form."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString, mark_safe

FOLDER = "django/forms/widgets/"
INPUTS = frozenset(
    f"{FOLDER}{kind}.html" for kind in ("text", "number", "hidden", "email", "password", "date", "checkbox")
)
SELECT, OPTION = f"{FOLDER}select.html", f"{FOLDER}select_option.html"


class WidgetRenderer(TemplatesSetting):
    """Write what Django's templates of these widgets write, to the byte. Everything else is a template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in INPUTS:
            value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
            kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
            return mark_safe(f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>')  # noqa: S308 escaped
        if template_name == SELECT:
            options = (option for _, options, _ in widget["optgroups"] for option in options)
            if all(option["template_name"] == OPTION for option in options):
                return _render_select(widget)
        return super().render(template_name, context, request)  # type: ignore[no-any-return]


def _render_select(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for title, options, _ in widget["optgroups"]:
        if title:
            parts.append(f'\n  <optgroup label="{conditional_escape(title)}">')
        for option in options:
            attributes, label = _attributes(option["attrs"]), conditional_escape(option["label"])
            parts.append(f'\n  <option value="{_text(option["value"])}"{attributes}>{label}</option>\n')
        if title:
            parts.append("\n  </optgroup>")
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 escaped


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Write attributes: False is left out, True is a name alone."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: Any) -> str:
    """Write a value as the filter `stringformat` does."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))
