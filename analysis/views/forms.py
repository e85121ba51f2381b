"""The form that starts an analysis."""

from django import forms


class StartAnalysisForm(forms.Form):
    """A form with a key, so that a double click starts only one analysis."""

    idempotency_key = forms.UUIDField(required=False)
