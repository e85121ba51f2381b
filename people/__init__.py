"""Users, on whose behalf the database works, consent, API keys and the audit trail."""

from people.acting import acting_as, acting_as_staff

__all__ = ["acting_as", "acting_as_staff"]
