"""The kinds of actions, by what they are about."""
