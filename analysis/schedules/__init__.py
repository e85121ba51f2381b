"""Analyses that run by themselves, and the mail that says what they changed."""
