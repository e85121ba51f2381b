"""The page on which people make and revoke API keys for their own assistants."""
