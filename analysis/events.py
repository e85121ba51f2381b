"""The kinds of audit events about analyses and language models."""

from people.audit import EventKind

ANALYSIS_STARTED = EventKind("analysis_started", "Started an analysis")
ANALYSIS_CANCELLED = EventKind("analysis_cancelled", "Cancelled an analysis")
EXPORT_REQUESTED = EventKind("requested_data_export", "Asked for all their data")
EXPORT_DOWNLOADED = EventKind("downloaded_data_export", "Downloaded all their data")
DELETION_REQUESTED = EventKind("requested_deletion", "Asked to delete their account")
DELETION_TAKEN_BACK = EventKind("took_back_deletion", "Kept their account after all")
PERSON_DELETED = EventKind("deleted_account", "Their account was deleted")
MODEL_CALLED = EventKind("model_called", "Asked a language model", "model, tokens and cost; no prompt and no answer")
