"""Add and edit positions through their forms."""

HTMX = {"HX-Request": "true"}
BAD_QUANTITIES = [
    ("", "required"),
    ("0", "above 0"),
    ("-1", "above 0"),
    ("1e30", "below 1,000,000,000,000"),
    ("NaN", "Enter a number"),
    ("Infinity", "Enter a number"),
    ("ten", "Enter a number"),
    ("1.123456789", "at most 8 decimals"),
    ("1\x00", "Enter a number"),
]


def add(client, account, headers=None, /, **sent):
    return client.post(
        f"/accounts/{account.pk}/positions/", {"symbol": "VTI", "quantity": "5", **sent}, headers=headers
    )


def edit(client, position, headers=None, /, **sent):
    sent = {"version": str(position.version), "quantity": "5", **sent}
    return client.post(f"/positions/{position.pk}/edit/", sent, headers=headers)
