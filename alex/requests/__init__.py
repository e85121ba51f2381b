"""What every request is checked for before a view, and what every answer carries."""
