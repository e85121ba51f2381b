"""The kinds of claims, by what they are about. Each module lists its kinds in KINDS."""
