"""Worker processes and the tasks they run."""
