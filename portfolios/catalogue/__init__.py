"""The shared catalogue of instruments: seed, upload, classify and promote."""
