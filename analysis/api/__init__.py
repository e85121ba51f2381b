"""The API for analyses."""
