"""The kinds of audit events of research notes."""

from people.audit.kinds import EventKind

NOTE_ADDED = EventKind("note_added", "Added a research note by API key", "the key, the host of the source, the state")
NOTE_ACCEPTED = EventKind("note_accepted", "Accepted a research note", "the key that added it, and its topic")
NOTE_REJECTED = EventKind("note_rejected", "Rejected a research note", "the key that added it, and its topic")
