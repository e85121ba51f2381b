"""Find sentences, names and figures in a text."""
