"""Kinds of actions that change the mix of the money, and what comes of them."""
