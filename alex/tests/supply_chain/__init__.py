"""Tests of what Alex is made of."""
