"""The API of research notes."""
