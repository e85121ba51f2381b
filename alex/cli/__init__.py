"""The commands behind start.py."""
