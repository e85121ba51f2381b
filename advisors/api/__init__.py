"""The API for research notes."""
