from django import forms


class StartAnalysisForm(forms.Form):
    """The key makes a second click, or a page sent again, the same start."""

    idempotency_key = forms.UUIDField(required=False)
