"""What a model writes: an outline of claims, one a line. Code prints the sentences."""
