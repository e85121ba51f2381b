"""The reporter: writes the report and its recommendations."""
