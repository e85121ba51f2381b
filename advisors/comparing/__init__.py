"""Compare two analyses: what each factor contributes to the difference. It needs the engine, so a worker runs it."""
