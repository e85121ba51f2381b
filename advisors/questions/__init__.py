"""Questions in a person's words: which of the known forms is meant, and the statements that answer it. No model."""
