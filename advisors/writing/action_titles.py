"""One wording for one kind of action, whoever proposes it: what is the same can then be seen to be the same."""

ACTION_TITLES = {
    "save_more": "Save more for retirement",
    "retire_later": "Retire later",
    "spend_less": "Plan to spend less in retirement",
    "more_equity": "Hold more equity for the long run",
    "less_equity": "Hold less equity",
}
