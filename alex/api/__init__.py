"""The URLs of the API, its health check and its 404 handler."""
