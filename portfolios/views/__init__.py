"""The pages on what a person owns. Each works without a script; with HTMX the same fragments are swapped in place."""
