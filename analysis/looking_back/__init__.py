"""What became of advice and of ranges, by later analyses."""
