"""Data that pages show, as plain values."""
