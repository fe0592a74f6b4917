"""What has become of a credential: the Token Status List (draft-ietf-oauth-status-list) in its CWT form."""

from cicpa_credentials.status.archive import Archive
from cicpa_credentials.status.entries import Status, StatusList
from cicpa_credentials.status.lists import StatusLists
from cicpa_credentials.status.reference import StatusReference
from cicpa_credentials.status.token import Freshness, StatusListToken

__all__ = ["Archive", "Freshness", "Status", "StatusList", "StatusListToken", "StatusLists", "StatusReference"]
