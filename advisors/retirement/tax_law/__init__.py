"""The tax law of the United States that a household plan needs: a file per year, and arithmetic on it."""
