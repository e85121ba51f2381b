"""Titles of actions that several agents propose. Equal actions have equal titles, so duplicates can be found."""

SAVE_MORE_TITLE = "Save more for retirement"
SPEND_LESS_TITLE = "Plan to spend less in retirement"
