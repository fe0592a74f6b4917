"""Peers at the job nearest to ours, each run by the interpreter of its own environment: `python -m bench.peers.cwt`.

Each prints its version and its ratios as JSON, measured as we are, against a baseline in the same process.
"""
