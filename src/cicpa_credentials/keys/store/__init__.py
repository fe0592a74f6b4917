"""Private keys on disk: made, certified, rotated, retired, and used to sign (POSIX only).

`keystore.py` says what can be done with keys, `entry.py` and `inventory.py` what is known of them, `files.py` and
`folder.py` how that is kept on the disk whatever happens.
"""

from cicpa_credentials.keys.store.entry import EntryState, KeyEntry, KeyPurpose
from cicpa_credentials.keys.store.keystore import KeyStore
from cicpa_credentials.keys.store.signer import StoredSigner

__all__ = ["EntryState", "KeyEntry", "KeyPurpose", "KeyStore", "StoredSigner"]
