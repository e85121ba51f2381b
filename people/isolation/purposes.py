"""The purposes for which Alex works on rows of several people. The database knows this list and no other purpose."""

from enum import StrEnum


class Purpose(StrEnum):
    """What `acting_as_staff` is for. A table names the purposes that may read or write its rows (`RowAccess`)."""

    ADMIN = "admin"
    """Staff in the admin. Views of a person's rows are audit events."""
    SIGN_IN = "sign_in"
    """The views of accounts, before anybody is known: sign-up, sign-in, passwords and addresses."""
    API_KEYS = "api_keys"
    REAPER = "reaper"
    """Jobs that no worker took, or whose worker stopped."""
    RETENTION = "retention"
    """Old prompts and answers."""
    MODEL_COSTS = "model_costs"
    """Daily limits count the costs of everybody."""
    CHECK_FIGURES = "check_figures"
    RESEARCH = "research"
    CATALOGUE = "catalogue"
    CLASSIFICATION = "classification"
    PROMOTION = "promotion"
    """A private instrument and its positions move to the shared catalogue."""
    PRICES = "prices"
    HISTORY = "history"
    """Whose value to record today."""
    DELETION = "deletion"
    """People whose deletion is due, demo visitors, expired exports, and whose costs stay."""
    REMOVALS = "removals"
    """Deletions that can no longer be undone."""
    VERIFICATION = "verification"
    """`manage.py verify_data`."""
