"""The plan and its assumptions, checked."""
