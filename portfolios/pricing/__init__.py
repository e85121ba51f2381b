"""Prices from the market: asked once a day, judged before they are believed, stored with their day and source."""
