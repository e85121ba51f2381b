"""The audit trail: what people and staff did, in one chain of hashes that the database writes."""

from people.audit.kinds import EventKind
from people.audit.recording import Edit, diff_values, record_changes, record_edits, record_event, record_refusal

__all__ = ["Edit", "EventKind", "diff_values", "record_changes", "record_edits", "record_event", "record_refusal"]
