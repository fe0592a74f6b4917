"""The third routine: what a key has signed, and the plan for issuing it anew."""

from cicpa_credentials.audit.radius.plan import Share
from cicpa_credentials.audit.radius.radius import BlastRadius
from cicpa_credentials.audit.radius.routine import DEFAULT_BATCH_SIZE, blast_radius

__all__ = ["DEFAULT_BATCH_SIZE", "BlastRadius", "Share", "blast_radius"]
