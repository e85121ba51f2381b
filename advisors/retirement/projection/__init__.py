"""Project a plan: simulate it or replay the past, and summarize what it sustains."""
