"""What is printed of a case: sentences, tables and actions, typed from the writer to page, API, print and trace."""
