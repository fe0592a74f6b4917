"""The second routine: a register against itself, the keys, the published lists, and certificates that are about."""

from cicpa_credentials.audit.reconciling.reconciliation import Reconciliation
from cicpa_credentials.audit.reconciling.routine import reconcile

__all__ = ["Reconciliation", "reconcile"]
