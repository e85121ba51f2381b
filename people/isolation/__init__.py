"""Row-level security: which rows the database shows on whose behalf. docs/architecture.md explains it."""
