"""`cicpa trust`: one module for each command."""
