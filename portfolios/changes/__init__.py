"""Changes that touch several rows. Each is an atomic function of values."""
