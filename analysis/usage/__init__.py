"""Model use: consent, settings, terms and costs."""
