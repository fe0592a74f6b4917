"""`cicpa audit`: many things at once, and what was found."""
