"""Text pieces that several writers share."""
