"""Forms for rows that another tab may change at the same time."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class VersionedForm(forms.ModelForm):
    """A form that is stale, and shows both versions, if the row changed since the page was loaded.

    The caller locks the row while the form is bound.
    """

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def is_stale(self) -> bool:
        return self.is_bound and self.has_error("__all__", "stale")

    def conflicts(self) -> list[tuple[str, Any, Any]]:
        """Return label, current value and sent value of each field that differs."""
        return [
            (str(self[name].label), self.fields[name].prepare_value(self.initial.get(name)), self[name].value())
            for name in self.changed_data
            if name != "version"
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse the form if the row changed since the page was loaded."""
        cleaned = super().clean() or self.cleaned_data
        if "version" in cleaned and cleaned["version"] != self.instance.version:
            raise ValidationError("This was changed since you opened it. Your changes are not saved.", code="stale")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Return the checked values of the model's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
