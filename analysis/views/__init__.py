"""Pages for the team, analyses and privacy."""
