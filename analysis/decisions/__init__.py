"""What a person decided about the actions of an analysis: do it, later, or no, with a note."""
