"""Django's PostgreSQL backend, with an embedded server where no DATABASE_URL is given and two roles.

The tables belong to the role that migrates; everything else runs as `alex_app`, which owns nothing.
"""
