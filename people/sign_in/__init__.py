"""One form of an e-mail address for sign-up, sign-in and look-ups."""
