"""Check figures in texts. The claims of a later release replace the sentence rules."""
