"""Rights of staff in the admin, and the audit of what they do."""
