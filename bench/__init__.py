"""Measurements side by side with peers, as ratios: `make bench`."""
