"""The library of research notes: the researcher and the API add them, the reporter searches them.

Notes are always stored in PostgreSQL. A vector store only returns which ids fit.
"""
