"""The asker: a model that chooses what answers a question which the router does not know. Code says it."""
