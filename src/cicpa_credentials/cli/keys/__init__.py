"""`cicpa keys`: one module for each command; `options.py` has what they share, `view.py` how a key is shown."""
