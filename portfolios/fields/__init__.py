"""Form and model fields: numbers, splits, text and dates."""
