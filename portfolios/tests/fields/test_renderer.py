"""Widgets rendered in Python are the bytes that Django's templates write."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from portfolios.fields.renderer import WidgetRenderer

HOSTILE = "\"'><script>alert(1)</script>&amp;{{ 7|add:7 }}\u2028"
CHOICES = [("", "Choose"), ("a", HOSTILE), (HOSTILE, "b"), ("Group <1>", [(1, "one"), (2.5, "two & a half")])]
WIDGETS = [
    forms.TextInput(),
    forms.NumberInput(attrs={"step": "any", "min": 0}),
    forms.EmailInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.CheckboxInput(),
    forms.Textarea(),
    forms.FileInput(),
    forms.Select(choices=CHOICES),
    forms.NullBooleanSelect(),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
]
VALUES: list[Any] = [None, "", "a", 0, 1, 2.5, True, False, HOSTILE, mark_safe("<b>safe</b>"), ("a", "b"), (HOSTILE,)]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "x", "required": True, "disabled": False, "data-n": 5},
    {HOSTILE: HOSTILE, "placeholder": mark_safe("&lt;")},
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_widget_is_djangos_html_to_the_byte(widget: forms.Widget) -> None:
    for value in VALUES:
        for attrs in ATTRS:
            ours = widget.render(f"name{HOSTILE}", value, attrs, renderer=WidgetRenderer())
            assert ours == widget.render(f"name{HOSTILE}", value, attrs, renderer=TemplatesSetting())


def test_an_option_with_its_own_template_keeps_it() -> None:
    class Marked(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    ours = Marked(choices=CHOICES).render("name", "a", renderer=WidgetRenderer())
    assert ours == Marked(choices=CHOICES).render("name", "a", renderer=TemplatesSetting())
