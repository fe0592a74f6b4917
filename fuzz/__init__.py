"""Fuzzing of every parser that reads what strangers bring: `make fuzz`, or `python -m fuzz` (docs/testing.md).

`targets.py` says what each target does and what must hold; `scene.py` is the world it happens in; `seeds.py` writes the
corpus; `engine.py` runs one target under atheris, and is alone in needing it.
"""
