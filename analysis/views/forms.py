"""The form that starts an analysis."""

from django import forms


class StartAnalysisForm(forms.Form):
    """The key makes a second click, or a page sent twice, start only one analysis."""

    idempotency_key = forms.UUIDField(required=False)
