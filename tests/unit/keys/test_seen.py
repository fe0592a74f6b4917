"""What a verifier remembers between bundles."""

from __future__ import annotations
