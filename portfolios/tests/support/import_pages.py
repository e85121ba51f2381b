"""Go through the pages of an import, as a browser without JavaScript does."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.models.imports import ImportDraft


def send(client, account, data, name="positions.csv"):
    data = data.encode() if isinstance(data, str) else data
    address = f"/accounts/{account.pk}/import/" if account else "/accounts/import/"
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def confirm(client, **changes):
    """Send the columns page unchanged except for these answers."""
    draft = ImportDraft.objects.get()
    form = client.get(f"/accounts/import/{draft.pk}/columns/").context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    answers["currency"] = answers["currency"] or "USD"
    return client.post(f"/accounts/import/{draft.pk}/columns/", {**answers, **changes})


def check(client):
    return client.get(f"/accounts/import/{ImportDraft.objects.get().pk}/check/")


def apply(client, digest=None):
    page = check(client)
    sent = page.context["plan"].digest if digest is None else digest
    return client.post(
        f"/accounts/import/{ImportDraft.objects.get().pk}/check/",
        {"digest": sent, "accept_difference": "on"},
        follow=True,
    )


def text_of(response):
    return " ".join(response.content.decode().split())
