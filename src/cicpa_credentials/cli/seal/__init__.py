"""`cicpa seal`: seal PDF files, and verify the seals of such files."""
