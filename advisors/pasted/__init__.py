"""Check the figures of a text that a person pastes against the facts of an analysis."""
