"""The page a person reads: one file that needs no network and no script, on a screen and on paper."""

from cicpa_credentials.audit.page.document import page

__all__ = ["page"]
