"""Comparisons of two analyses of one person: requested, computed by a worker, and kept."""
