"""Claims about the data and assumptions behind the figures."""
