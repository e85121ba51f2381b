"""Import a file: draft, plan, check and apply."""
