"""Protect prompts: labelled data, masking, guardrail and canary."""
