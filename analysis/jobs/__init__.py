"""Jobs: dispatch, lease, progress and cancellation."""
