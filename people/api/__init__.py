"""The shared part of every API resource: ownership, errors, idempotency, parsing and the schema."""
