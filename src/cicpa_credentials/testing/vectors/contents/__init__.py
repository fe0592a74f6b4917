"""What the vectors ask, one module for each file of them."""
