"""Find what must be withdrawn: the tax of a withdrawal, and the root where a year is paid."""
