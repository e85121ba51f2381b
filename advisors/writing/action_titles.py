"""Titles of actions that several agents propose. Equal actions have equal titles, so duplicates can be found."""

ACTION_TITLES = {
    "save_more": "Save more for retirement",
    "retire_later": "Retire later",
    "spend_less": "Plan to spend less in retirement",
    "more_equity": "Hold more equity for the long run",
    "less_equity": "Hold less equity",
}
