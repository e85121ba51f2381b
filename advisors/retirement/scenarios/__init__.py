"""Project a person's plan, change it, and compare the results."""
