"""Sign-up and sign-in with email addresses in one normal form."""
