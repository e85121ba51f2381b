"""A finished analysis as a PDF of a few pages."""
