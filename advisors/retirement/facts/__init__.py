"""Turn engine results into facts."""
