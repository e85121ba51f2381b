"""Who: users, whose rows a piece of work may see, and what was done when."""

from people.acting import acting_as, acting_as_staff

__all__ = ["acting_as", "acting_as_staff"]
