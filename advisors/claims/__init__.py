"""Say what is true of one person: claims chosen by a writer, with verdicts, figures and sentences made by code."""
