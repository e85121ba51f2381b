"""The household plan after tax: each year's withdrawals, taxes and premiums, solved on all paths at once."""
