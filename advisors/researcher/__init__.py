"""The researcher: reads articles and writes notes for the library."""
