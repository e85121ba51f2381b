"""What Alex is made of: its list of components, known vulnerabilities, and secrets that do not belong in the code."""
