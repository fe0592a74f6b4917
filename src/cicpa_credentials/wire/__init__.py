"""Bytes: strict CBOR, COSE_Sign1 and the QR text. Knows no key and no policy."""
