"""The forms that start and rename an analysis."""

from django import forms

from analysis.job_kinds import job_type_choices


class StartAnalysisForm(forms.Form):
    """A form with a key, so that a double click starts only one analysis. job_type: empty for a whole one."""

    idempotency_key = forms.UUIDField(required=False)
    job_type = forms.ChoiceField(choices=job_type_choices, required=False)


class RenameAnalysisForm(forms.Form):
    """What its owner calls an analysis. Empty gives it back its plain name."""

    name = forms.CharField(max_length=80, required=False)
