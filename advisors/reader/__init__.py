"""The reader proposes the holdings of a PDF statement, each with its line of text. Code checks every figure of them."""
