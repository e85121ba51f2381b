"""Addresses of the API that belong to no app."""
