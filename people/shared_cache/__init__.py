"""What all processes share in the database for a while: cache entries, limits and marks."""
