"""System checks that stop a half-configured deployment."""
