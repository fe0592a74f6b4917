"""What a code is made of, layer by layer, as far as it can be taken apart. Nothing of it is verified.

Where a layer cannot be read, its part says so and the account ends there: this never fails, whatever it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.cli.captions import local, shown
from cicpa_credentials.cli.diagnostic import notation
from cicpa_credentials.cli.terminal import visible
from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.disclosure import DEFAULT_SD_ALG, disclosures_of, resolve
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.keys.algorithms import ALGORITHMS
from cicpa_credentials.members import ASSOCIATIONS
from cicpa_credentials.members.fields import DETAILS, DETAILS_LABEL, FACE, LETTER
from cicpa_credentials.render import qr
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import IntEnum

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.members import Field

__all__ = ["Part", "parts"]

_ROOM: Final = 1000.0  # millimetres, for a code of any size
_ENCODINGS: Final = {1: "plain", 2: "deflated"}
_TIMES: Final = (Claim.EXP, Claim.NBF, Claim.IAT)
_BY_LABEL: Final = tuple(sorted(FACE, key=attrgetter("label")))
_OWN: Final = (Claim.CERTIFICATE, Claim.LETTER)
_LONGEST: Final = 400
_MAX_SECONDS: Final = MAX_SECONDS - 86_400  # in whatever time zone

_TEXT: Final = Phrase(zh="二维码文本", en="QR text")
_CREDENTIAL: Final = Phrase(zh="凭证（COSE_Sign1）", en="Credential (COSE_Sign1)")
_INSIDE: Final = Phrase(zh="其中的凭证", en="The credential inside")
_PROTECTED: Final = Phrase(zh="受保护头部", en="Protected header")
_UNPROTECTED: Final = Phrase(zh="未受保护头部", en="Unprotected header")
_CLAIMS: Final = Phrase(zh="声明", en="Claims")
_FACE: Final = Phrase(zh="证面", en="Face")
_LETTER: Final = Phrase(zh="会员资格良好存续证明", en="Letter of good standing")
_DETAILS: Final = Phrase(zh="所出示的明细", en="Details shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One layer.

    Attributes:
        title: what it is.
        rows: names and values, or labels, names and values; fit for a terminal.
    """

    title: Phrase
    rows: tuple[tuple[str, ...], ...]


def parts(content: str | bytes, language: Language) -> Iterator[Part]:
    """Take QR text, or a credential's bytes, apart."""
    if isinstance(content, bytes):
        yield from _credential(content, language)
        return
    rows = _text_rows(content)
    try:
        credential = transport.decode(content)
    except CicpaError as error:
        yield Part(title=_TEXT, rows=(*rows, _stop(error)))
        return
    body = transport.from_digits(content.rpartition("#")[2].strip())
    encoding = f"version {body[0]} ({_ENCODINGS[body[0]]}), {len(body)} bytes"
    yield Part(title=_TEXT, rows=(*rows, ("encoding", encoding)))
    yield from _credential(credential, language)


def _text_rows(text: str) -> tuple[tuple[str, str], ...]:
    link, mark, digits = text.rpartition("#")
    try:
        version = f"{qr.symbol(text, room=_ROOM).version}-M"
    except CicpaError:
        version = "-"
    return (
        ("link", _short(visible(link + mark)) or "-"),
        ("length", f"{len(text)} characters, {len(digits)} behind the #"),
        ("QR version", version),
    )


def _credential(data: bytes, language: Language) -> Iterator[Part]:
    try:
        message = Sign1.decode(data)
    except CicpaError as error:
        yield Part(title=_CREDENTIAL, rows=(("size", f"{len(data)} bytes"), _stop(error)))
        return
    yield from _message(message, _CREDENTIAL, len(data), language)


def _message(message: Sign1, title: Phrase, size: int, language: Language) -> Iterator[Part]:
    sizes = (
        ("size", f"{size} bytes"),
        ("payload", f"{len(message.payload)} bytes"),
        ("signature", f"{len(message.signature)} bytes  {_short(message.signature.hex())}"),
    )
    yield Part(title=title, rows=sizes)
    yield Part(title=_PROTECTED, rows=tuple(_headers(message.protected)))
    if message.unprotected:
        yield Part(title=_UNPROTECTED, rows=tuple(_headers(message.unprotected)))
    yield from _claims(message, language)
    if Header.KCWT in message.protected:
        try:
            inner = Sign1.from_value(message.protected[Header.KCWT])
        except CicpaError as error:
            yield Part(title=_INSIDE, rows=(_stop(error),))
        else:
            yield from _message(inner, _INSIDE, len(inner.encode()), language)


def _headers(headers: Mapping[object, object]) -> Iterator[tuple[str, ...]]:
    for label, value in headers.items():
        known = ALGORITHMS.get(value) if label == Header.ALG and isinstance(value, int) else None
        text = notation(value)
        if label == Header.KCWT:
            text = f"{len(cbor.encode(value))} bytes"
        elif known is not None:
            text = f"{text} ({known.name})"
        yield *_label(label, Header), _short(text)


def _claims(message: Sign1, language: Language) -> Iterator[Part]:
    try:
        claims: Mapping[Any, Any] = cbor.decode_map(message.payload)
    except CicpaError as error:
        yield Part(title=_CLAIMS, rows=(_stop(error),))
        return
    try:
        sd_alg = message.protected.get(Header.SD_ALG, DEFAULT_SD_ALG)
        resolved = resolve(claims, disclosures_of(message), sd_alg=sd_alg)
    except CicpaError as error:
        note = _stop(error)
    else:
        claims, note = resolved.claims, ("hidden", f"{resolved.undisclosed} (hashes without a disclosure)")
    content, letter = (one if isinstance(one, Mapping) else {} for one in map(claims.get, _OWN))
    rows = [
        (*_label(key, Claim), _claim(key, value))
        for key, value in claims.items()
        if not (key in _OWN and isinstance(value, Mapping))
    ]
    yield Part(title=_CLAIMS, rows=(*rows, ("", *note)))
    details = content.get(DETAILS_LABEL)
    opened = details if isinstance(details, Mapping) else {}
    for title, fields, values in ((_FACE, _BY_LABEL, content), (_DETAILS, DETAILS, opened), (_LETTER, LETTER, letter)):
        named = tuple(_fields(fields, values, language))
        if named:
            yield Part(title=title, rows=named)


def _claim(key: object, value: object) -> str:
    text = _short(notation(value))
    if key in _TIMES and type(value) is int and 0 <= value < _MAX_SECONDS:
        return f"{text}  ({local(datetime.fromtimestamp(value, UTC))})"
    if key == Claim.ISS and isinstance(value, str) and value in ASSOCIATIONS:
        return f"{text}  ({ASSOCIATIONS[value].zh})"
    return text


def _fields(fields: tuple[Field, ...], values: Mapping[Any, Any], language: Language) -> Iterator[tuple[str, ...]]:
    for field in fields:
        if field.label in values:
            yield str(field.label), language.of(field), _short(_value(field, values[field.label], language))


def _value(field: Field, raw: object, language: Language) -> str:
    try:
        return visible(shown(field.decode(raw), language))
    except CicpaError as error:
        return f"{notation(raw)}  [{error.code}]"


def _label(key: object, registry: type[IntEnum]) -> tuple[str, str]:
    known = {int(member): member.name.lower() for member in registry}
    return notation(key), known.get(key, "") if isinstance(key, int) else ""


def _stop(error: CicpaError) -> tuple[str, str]:
    return ("!", f"{error.code}: {visible(str(error))}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
