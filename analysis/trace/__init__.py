"""How an analysis was made."""
