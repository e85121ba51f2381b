"""The kinds of audit events about analyses and language models."""

from people.audit import EventKind

ANALYSIS_STARTED = EventKind("analysis_started", "Started an analysis")
ANALYSIS_CANCELLED = EventKind("analysis_cancelled", "Cancelled an analysis")
DECISION_RECORDED = EventKind("decision_recorded", "Decided about an action", "the action, decision and note")
DECISION_TAKEN_BACK = EventKind("decision_taken_back", "Took a decision back", "the action")
SCENARIO_SAVED = EventKind("scenario_saved", "Saved a scenario", "its name and values")
SCENARIO_RENAMED = EventKind("scenario_renamed", "Renamed a scenario", "both names")
SCENARIO_DELETED = EventKind("scenario_deleted", "Deleted a scenario", "its name and values")
SCHEDULE_CHANGED = EventKind("schedule_changed", "Changed when the analysis runs by itself", "rhythm and mails")
EXPORT_REQUESTED = EventKind("requested_data_export", "Asked for all their data")
EXPORT_DOWNLOADED = EventKind("downloaded_data_export", "Downloaded all their data")
ANALYSIS_EXPORTED = EventKind("exported_analysis", "Exported an analysis", "which file")
DELETION_REQUESTED = EventKind("requested_deletion", "Asked to delete their account")
DELETION_TAKEN_BACK = EventKind("took_back_deletion", "Kept their account after all")
PERSON_DELETED = EventKind("deleted_account", "Their account was deleted")
MODEL_CALLED = EventKind("model_called", "Asked a language model", "model, tokens and cost; no prompt and no answer")
