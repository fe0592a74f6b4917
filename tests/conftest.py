"""Its place puts this folder on the path, so that tests share the simulators beside it (`pki.py` and others)."""
