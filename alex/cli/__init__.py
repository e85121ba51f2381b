"""The commands of start.py, run with the installed packages."""
