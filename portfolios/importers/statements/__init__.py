"""PDF statements: their lines of text, what a language model proposes, and the check of every figure of it."""
