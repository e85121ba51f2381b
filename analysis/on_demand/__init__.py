"""Work that agents do outside an analysis."""
