"""The plan and its assumptions, validated."""
