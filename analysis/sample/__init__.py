"""A finished analysis of the sample household, ready to be copied to those who try the demo."""
