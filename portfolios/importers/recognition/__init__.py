"""Recognize what rows mean: cash, options, bonds, accounts, and the currency and the price of their amounts."""
