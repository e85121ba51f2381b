"""Forms for accounts, positions, imports, income and the profile."""
