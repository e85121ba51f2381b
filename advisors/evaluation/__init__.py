"""Judge what a writer makes of known households."""
