"""Pages kept in the memory of a process until what they show changes."""
