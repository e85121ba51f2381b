"""Random draws and the returns they produce."""
