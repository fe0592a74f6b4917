"""Invented people, drawn: the parts from which `draw_portraits.py` composes its pictures."""
