"""Claims about the retirement plan and what would change it."""
