"""THE list of codes: why something was refused, and why a picture could not be read."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Code", "ScanHint"]


class Code(StrEnum):
    """Why something was refused. The strings are stable: they are part of the API and of every JSON form."""

    # what was read is not ours, or not well formed
    NOT_A_CERTIFICATE = "not_a_certificate"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    WRONG_KIND = "wrong_kind"
    # who signed, and with what right
    UNKNOWN_ISSUER = "unknown_issuer"
    BAD_SIGNATURE = "bad_signature"
    KEY_NOT_VALID = "key_not_valid"
    KEY_COMPROMISED = "key_compromised"
    OUT_OF_SCOPE = "out_of_scope"
    # when, and what became of it
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    STATUS_STALE = "status_stale"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_ROLLBACK = "status_rollback"
    # what the holder showed
    DISCLOSURE_MISMATCH = "disclosure_mismatch"
    BINDING_MISSING = "binding_missing"
    BINDING_INVALID = "binding_invalid"
    AUDIENCE_MISMATCH = "audience_mismatch"
    NONCE_MISMATCH = "nonce_mismatch"
    PRESENTATION_EXPIRED = "presentation_expired"
    WEAK_ACCESS_CODE = "weak_access_code"
    WRONG_ACCESS_CODE = "wrong_access_code"
    FIELD_MISSING = "field_missing"
    FIELD_UNKNOWN = "field_unknown"
    CONTENT_INVALID = "content_invalid"
    # the holder's file
    NOT_A_HOLDER_FILE = "not_a_holder_file"
    PASSPHRASE_MISSING = "passphrase_missing"  # noqa: S105 - a code, not a passphrase
    # the verifier's own footing
    BUNDLE_UNTRUSTED = "bundle_untrusted"
    BUNDLE_EXPIRED = "bundle_expired"
    BUNDLE_ROLLBACK = "bundle_rollback"
    # the page around the code
    PRINT_DIFFERS = "print_differs"
    # the association's side
    INCOMPLETE_RECORD = "incomplete_record"
    INVALID_RECORD = "invalid_record"
    PHOTO_ROUTE = "photo_route"
    APPROVAL_MISSING = "approval_missing"
    AS_OF_INVALID = "as_of_invalid"
    # pictures
    MISSING_GLYPH = "missing_glyph"
    DOES_NOT_FIT = "does_not_fit"
    PHOTO_INVALID = "photo_invalid"
    NO_CODE_FOUND = "no_code_found"
    UNREADABLE_CODE = "unreadable_code"
    # keys
    SIGNING_FAILED = "signing_failed"
    KEY_NOT_FOUND = "key_not_found"
    KEY_UNCERTIFIED = "key_uncertified"
    KEY_RETIRED = "key_retired"
    KEY_MISMATCH = "key_mismatch"
    KEY_AMBIGUOUS = "key_ambiguous"
    KEY_UNREACHABLE = "key_unreachable"
    # the folder of keys
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - a code, not a passphrase
    KEYSTORE_EXISTS = "keystore_exists"
    KEYSTORE_FOREIGN = "keystore_foreign"
    KEYSTORE_DAMAGED = "keystore_damaged"
    KEYSTORE_PERMISSIONS = "keystore_permissions"
    KEYSTORE_BUSY = "keystore_busy"
    STORAGE_FAILED = "storage_failed"
    # sealed files
    NO_SEAL = "no_seal"
    SEAL_BROKEN = "seal_broken"
    SEAL_UNTRUSTED = "seal_untrusted"
    CHANGED_AFTER_SEAL = "changed_after_seal"
    SEAL_EXPIRED = "seal_expired"
    SEAL_MISSING = "seal_missing"
    SEAL_CLOSED = "seal_closed"
    TIMESTAMP_FAILED = "timestamp_failed"
    # the register
    ALREADY_ISSUED = "already_issued"
    REQUEST_CONFLICT = "request_conflict"
    NOT_REGISTERED = "not_registered"
    NOT_IN_GOOD_STANDING = "not_in_good_standing"
    ILLEGAL_TRANSITION = "illegal_transition"
    CLOCK_SET_BACK = "clock_set_back"
    REGISTER_EXISTS = "register_exists"
    REGISTER_FOREIGN = "register_foreign"
    REGISTER_NEWER = "register_newer"
    REGISTER_BUSY = "register_busy"
    REGISTER_UNAVAILABLE = "register_unavailable"
    # audits
    NOT_A_FILE = "not_a_file"
    TOO_LARGE = "too_large"
    COLUMN_MISSING = "column_missing"
    AUDIT_CHANGED = "audit_changed"
    # audits of the register: its chain of events
    EVENT_ALTERED = "event_altered"
    EVENT_MISSING = "event_missing"
    EVENT_ILLEGAL = "event_illegal"
    CREDENTIAL_ALTERED = "credential_altered"
    EVENTS_CUT_OFF = "events_cut_off"
    CHECKPOINT_CONTRADICTED = "checkpoint_contradicted"
    CHECKPOINT_UNTRUSTED = "checkpoint_untrusted"
    CHECKPOINT_MISSING = "checkpoint_missing"
    # its certificates, and the keys that signed them
    IN_FORCE_TWICE = "in_force_twice"
    SIGNED_BY_UNKNOWN_KEY = "signed_by_unknown_key"
    SIGNED_OUT_OF_SCOPE = "signed_out_of_scope"
    SIGNED_OUTSIDE_WINDOW = "signed_outside_window"
    SIGNED_BY_COMPROMISED_KEY = "signed_by_compromised_key"
    # the lists that were published
    LIST_MISSING = "list_missing"
    LIST_UNTRUSTED = "list_untrusted"
    LIST_UNKNOWN = "list_unknown"
    LIST_ROLLED_BACK = "list_rolled_back"
    LIST_OUTDATED = "list_outdated"
    STATUS_DISAGREES = "status_disagrees"
    STATUS_UNPUBLISHED = "status_unpublished"
    # the certificates that are about
    ORPHAN = "orphan"
    PLACE_DOUBLED = "place_doubled"
    ENTRY_CONTRADICTED = "entry_contradicted"
    REPEATED = "repeated"
    OTHER_REGISTER = "other_register"
    # what a lost key has signed
    REISSUE_DUE = "reissue_due"
    LETTER_DUE = "letter_due"
    RESUME_FIRST = "resume_first"
    ALREADY_ENDED = "already_ended"
    # commands: their words, files, folders and processes
    USAGE = "usage"
    FILE_UNREADABLE = "file_unreadable"
    OUTPUT_EXISTS = "output_exists"
    FOLDER_BUSY = "folder_busy"
    PROCESS_LOST = "process_lost"


class ScanHint(StrEnum):
    """Why, by the look of a picture, no certificate code was read from it. The strings are stable, as `Code`'s."""

    TOO_SMALL = "too_small"
    CUT_OFF = "cut_off"
    BLURRED = "blurred"
    NO_QUIET_ZONE = "no_quiet_zone"
    FAINT = "faint"
    DAMAGED = "damaged"
    OTHER_CODE = "other_code"
    SEVERAL = "several"
