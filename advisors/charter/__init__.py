"""The chart specialist: chooses and describes charts."""
