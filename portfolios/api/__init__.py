"""The API for accounts, positions and profile."""
