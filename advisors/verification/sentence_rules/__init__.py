"""English rules on single sentences. The claims of a later release replace them."""
