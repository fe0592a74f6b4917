"""Whatever the bytes, reading what is printed in a PDF raises nothing but `ScanError`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from card_samples import outcome, qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import printed_pages
from pictures import document, vector_page

TEXT = b"BT /F1 12 Tf 50 700 Td (110007310042) Tj ET "
SOUND = document([TEXT + vector_page(qr_text(120), module=0.4)[:400], TEXT])


@settings(max_examples=12, deadline=None)
@given(changes=st.dictionaries(st.integers(0, 4000), st.integers(0, 255), max_size=8), cut=st.integers(0, 60))
def test_damaged_documents(changes: dict[int, int], cut: int) -> None:
    data = bytearray(SOUND)
    for place, value in changes.items():
        data[place % len(data)] = value
    found = outcome(lambda: printed_pages(bytes(data[: len(data) - cut])))
    assert isinstance(found, tuple) or (
        isinstance(found, ScanError) and found.code in {Code.MALFORMED, Code.UNSUPPORTED}
    )
