"""The kinds of audit events. Each app declares its own; this module has those of people and staff."""

from dataclasses import dataclass

_BY_KEY: dict[str, "EventKind"] = {}


@dataclass(frozen=True)
class EventKind:
    """A kind of event. key: stored with each event. carries: what details and changes of such an event hold.

    Secrets, passwords, prompts and the addresses of failed sign-ins are in no event.
    """

    key: str
    label: str
    carries: str = ""

    def __post_init__(self) -> None:
        if self.key in _BY_KEY:
            raise ValueError(f"There are two kinds of audit events with the key {self.key}.")
        _BY_KEY[self.key] = self


def find_label(key: str) -> str:
    """Return the label of a kind; that of an event of an older version is its key in words."""
    kind = _BY_KEY.get(key)
    return kind.label if kind else key.replace("_", " ").capitalize()


def all_kinds() -> list[EventKind]:
    return list(_BY_KEY.values())


SIGNED_UP = EventKind("signed_up", "Signed up")
SIGNED_IN = EventKind("signed_in", "Signed in")
SIGN_IN_FAILED = EventKind("sign_in_failed", "Failed to sign in", "a hash of the address")
SIGNED_OUT = EventKind("signed_out", "Signed out")
PASSWORD_CHANGED = EventKind("password_changed", "Changed the password", "how: set, changed or reset")
ADDRESS_CHANGED = EventKind("address_changed", "Changed the email address", "what happened, and a hash of the address")
MFA_CHANGED = EventKind("mfa_changed", "Changed the second factor", "what happened, and the kind of factor")

AGREED = EventKind("agreed_to_language_models", "Agreed to language models", "the services, and where it was said")
DECLINED = EventKind("declined_language_models", "Declined language models", "the services, and where it was said")
AGREED_TO_LANGFUSE = EventKind("agreed_to_langfuse", "Agreed to Langfuse", "its address, and where it was said")
DECLINED_LANGFUSE = EventKind("declined_langfuse", "Declined Langfuse", "its address, and where it was said")
MADE_API_KEY = EventKind("made_api_key", "Made an API key", "beginning and name of the key")
REVOKED_API_KEY = EventKind("revoked_api_key", "Revoked an API key", "beginning and name of the key")

VIEWED = EventKind("viewed_holdings", "Viewed a person's data", "the kind of page; never what staff searched for")
ATTEMPTED = EventKind("attempted_admin_change", "Attempted a change in the admin", "the address of the page")
STAFF_ADDED = EventKind("staff_added", "Added a row in the admin", "the fields, with values of rights only")
STAFF_CHANGED = EventKind("staff_changed", "Changed a row in the admin", "the fields, with values of rights only")
STAFF_DELETED = EventKind("staff_deleted", "Deleted a row in the admin")
STAFF_RAN_ACTION = EventKind("staff_ran_action", "Ran an action in the admin", "the name of the action")
