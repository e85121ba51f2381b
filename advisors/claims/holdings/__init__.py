"""Claims about what a person owns, its mix and its targets."""
