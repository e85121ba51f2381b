"""The years of a household as the retirement tab draws them."""
