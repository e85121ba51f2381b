"""Pure: every figure about what a person owns, each computed once."""
