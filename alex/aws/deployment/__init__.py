"""Deploy Alex to AWS and take it away again: typed steps, each printed before it runs."""
