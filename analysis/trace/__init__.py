"""Show how an analysis was made."""
