"""Everything Alex stores about a person: export it, delete it, and remove what its time is over."""
