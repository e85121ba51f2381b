"""Read a file of any supported format into a table of cells."""
