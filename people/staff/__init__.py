"""What staff may do in the admin, and what is recorded of it."""
