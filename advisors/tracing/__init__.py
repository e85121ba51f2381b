"""Record what happens in a run, and export it to Langfuse."""
