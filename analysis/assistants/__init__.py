"""What a person's own assistant may read and start, by the Model Context Protocol."""
