"""The library of research notes: what the researcher and the API bring in, and the reporter looks up.

Whatever finds them, notes stand in PostgreSQL; an adapter only answers which ids fit.
"""
