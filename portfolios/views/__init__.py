"""Pages for accounts, positions and profile. Each works without scripts; HTMX swaps the same fragments in place."""
