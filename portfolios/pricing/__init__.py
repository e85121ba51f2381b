"""Market prices: fetched once a day, checked, and stored with their day and source."""
