"""The API for what a person owns."""
