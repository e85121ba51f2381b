"""The form of a new key."""

from django import forms

from people.models import ApiKey

DAYS = ((30, "30 days"), (90, "90 days"), (365, "one year"))
MAX_NAME = ApiKey._meta.get_field("name").max_length


class KeyForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=MAX_NAME, help_text="Such as the program that will use it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    days = forms.TypedChoiceField(label="Valid for", choices=DAYS, coerce=int, initial=90)
    may_start = forms.BooleanField(label="It may also start analyses", required=False)

    def clean_name(self) -> str:
        """Return the name in one line of printable characters."""
        name = str(self.cleaned_data["name"])
        cleaned = " ".join("".join(one if one.isprintable() else " " for one in name).split())
        if not cleaned:
            raise forms.ValidationError("Give the key a name.")
        return cleaned
