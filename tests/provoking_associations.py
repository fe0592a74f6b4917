"""For each code of issuing, of keys, of seals and of the register: something that is answered with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
from pyhanko.pdf_utils.generic import FloatObject

from cicpa_credentials.cli.keys.options import the_one
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.aws_kms import AwsKmsSigner
from cicpa_credentials.keys.store.folder import Folder, make_folder
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.register import Register, RevocationReason, SuspensionReason
from cicpa_credentials.sdjwt import SdJwtIssuer
from cicpa_credentials.sealing import seal_pdf
from holder_files import refusal
from key_stores import NO_WAIT, Clock, Stores
from office import DAY, HOLDER, a_root, certified, clock, issuer
from pki import NOW
from registers import BEIJING, NUMBER, PRACTISING, create, issue, issue_letter
from sample_records import particulars, record
from seals import BOTH, Authority, a_page, half_sealed, sealed_once, updated, verified
from secretariat import letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from cicpa_credentials.keys.store import KeyStore

SOON: Final = timedelta(milliseconds=50)


# keys


class Unreachable:
    """A key service that does not answer, and one whose answers are no signatures."""

    def get_public_key(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - as boto3 has it
        raise BotoCoreError

    def sign(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - as boto3 has it
        raise BotoCoreError


class Failing(Unreachable):
    def get_public_key(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - as boto3 has it
        return {"KeyId": "1", "KeyUsage": "SIGN_VERIFY", "PublicKey": HOLDER.public_key.to_der()}


def one_of_two(folder: Path) -> object:
    store = Stores(path=folder / "keys").create()
    store.new(BEIJING)
    store.new(BEIJING)
    return the_one(store.entries(), None, fits=lambda _: True)


def sign_with_a_retired_key(folder: Path) -> object:
    stores = Stores(path=folder / "keys")
    store = stores.create()
    entry = stores.certified(store)
    signer = store.signer(BEIJING)
    store.retire(entry.kid)
    return signer.sign(b"data")


def damaged_store(folder: Path) -> KeyStore:
    stores = Stores(path=folder / "keys")
    stores.create()
    (stores.path / "keystore.json").write_bytes(b"{")
    return stores.open()


def open_to_all(folder: Path) -> KeyStore:
    stores = Stores(path=folder / "keys")
    stores.create()
    stores.path.chmod(0o777)
    return stores.open()


def foreign_folder(folder: Path) -> KeyStore:
    stores = Stores(path=folder / "keys")
    stores.path.mkdir(mode=0o700)
    return stores.open()


def busy_store(folder: Path) -> object:
    stores = Stores(path=folder / "keys")
    store = stores.create()
    with Folder.open(stores.path, own=True) as held, held.locked(NO_WAIT):
        return store.new(BEIJING)


def with_another_passphrase(folder: Path) -> KeyStore:
    stores = Stores(path=folder / "keys")
    stores.create()
    return stores.open(b"another one")


KEYS: Final[Mapping[Code, Callable[[Path], object]]] = {
    Code.SIGNING_FAILED: lambda _: AwsKmsSigner("1", client=Failing()).sign(b"data"),
    Code.KEY_NOT_FOUND: lambda folder: Stores(path=folder / "keys").create().signer(BEIJING),
    Code.KEY_UNCERTIFIED: lambda _: SdJwtIssuer(issuer(), chain=()),
    Code.KEY_RETIRED: sign_with_a_retired_key,
    Code.KEY_MISMATCH: lambda _: SdJwtIssuer(issuer(), chain=(certified(HOLDER),)),
    Code.KEY_AMBIGUOUS: one_of_two,
    Code.KEY_UNREACHABLE: lambda _: AwsKmsSigner("1", client=Unreachable()),
    Code.WRONG_PASSPHRASE: with_another_passphrase,
    Code.KEYSTORE_EXISTS: lambda folder: [Stores(path=folder / "keys").create() for _ in range(2)],
    Code.KEYSTORE_FOREIGN: foreign_folder,
    Code.KEYSTORE_DAMAGED: damaged_store,
    Code.KEYSTORE_PERMISSIONS: open_to_all,
    Code.KEYSTORE_BUSY: busy_store,
    Code.STORAGE_FAILED: lambda folder: make_folder(folder / "absent" / "keys"),
}


# records and letters

RECORDS: Final[Mapping[Code, Callable[[Path], object]]] = {
    Code.INCOMPLETE_RECORD: lambda _: issuer().issue(record(mobile=None)),
    Code.INVALID_RECORD: lambda _: MemberRecord.from_dict(particulars(mobile="7")),
    Code.PHOTO_ROUTE: lambda _: issuer().issue(record(qualified_year=2009)),
    Code.APPROVAL_MISSING: lambda _: letter(approval=None),
    Code.AS_OF_INVALID: lambda _: letter(as_of=date(2026, 6, 2)),
}


# seals


def move_the_seal(writer: IncrementalPdfFileWriter) -> None:
    seal = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    seal.get_object()["/Rect"][0] = FloatObject(1)  # type: ignore[no-untyped-call]
    writer.mark_update(seal)


class Silent(Authority):
    """A timestamp authority that does not answer."""

    def request_tsa_response(self, req: object) -> Any:  # noqa: ANN401 - as pyHanko has it
        del req
        raise TimeoutError


SEALS: Final[Mapping[Code, Callable[[], object]]] = {
    Code.NO_SEAL: lambda: verified(a_page()).require_valid(),
    Code.SEAL_BROKEN: lambda: verified(sealed_once().replace(b"20260601120000Z", b"20260501120000Z")).require_valid(),
    Code.SEAL_UNTRUSTED: lambda: verified(sealed_once(), root=a_root(77).certificate).require_valid(),
    Code.CHANGED_AFTER_SEAL: lambda: verified(updated(sealed_once(), move_the_seal)).require_valid(),
    Code.SEAL_EXPIRED: lambda: verified(sealed_once(), at=NOW + 800 * DAY).require_valid(),
    Code.SEAL_MISSING: lambda: verified(half_sealed()).require_valid(),
    Code.SEAL_CLOSED: lambda: seal_pdf(a_page(), seals=BOTH, clock=clock()),
    Code.TIMESTAMP_FAILED: lambda: seal_pdf(half_sealed(), seals=BOTH[1:], clock=clock(), timestamper=Silent(at=NOW)),
}


# the register


def twice_for_one_request(register: Register) -> object:
    with register.batch() as batch:
        batch.reserve(number=NUMBER, category=PRACTISING, association=BEIJING, request_id="1")
    with register.batch() as batch:
        return batch.reserve(number="110000000018", category=PRACTISING, association=BEIJING, request_id="1")


def letter_for_the_suspended(register: Register) -> object:
    issue(register)
    register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")
    return issue_letter(register)


def suspend_the_revoked(register: Register) -> object:
    issue(register)
    register.revoke(NUMBER, PRACTISING, reason=RevocationReason.LEFT, actor="a")
    return register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")


def with_a_register(act: Callable[[Register], object]) -> Callable[[Path], object]:
    def provoke(folder: Path) -> object:
        with create(folder / "register.db") as register:
            return act(register)

    return provoke


def at_an_earlier_time(folder: Path) -> object:
    now = Clock()
    with create(folder / "register.db", clock=now) as register:
        issue(register)
        now.now -= timedelta(hours=1)
        return register.publish(BEIJING)


def where_there_is_one(folder: Path) -> object:
    create(folder / "register.db").close()
    return create(folder / "register.db")


def of_the_future(folder: Path) -> object:
    path = folder / "register.db"
    create(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE cicpa_meta SET value = '99' WHERE name = 'schema_version'")
        database.commit()
    return Register.open(path)


def while_another_writes(folder: Path) -> object:
    path = folder / "register.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        return create(path, busy_timeout=SOON)


REGISTER: Final[Mapping[Code, Callable[[Path], object]]] = {
    Code.ALREADY_ISSUED: with_a_register(lambda register: [issue(register) for _ in range(2)]),
    Code.REQUEST_CONFLICT: with_a_register(twice_for_one_request),
    Code.NOT_REGISTERED: with_a_register(issue_letter),
    Code.NOT_IN_GOOD_STANDING: with_a_register(letter_for_the_suspended),
    Code.ILLEGAL_TRANSITION: with_a_register(suspend_the_revoked),
    Code.CLOCK_SET_BACK: at_an_earlier_time,
    Code.REGISTER_EXISTS: where_there_is_one,
    Code.REGISTER_FOREIGN: lambda folder: Register.open(folder / "register.db"),
    Code.REGISTER_NEWER: of_the_future,
    Code.REGISTER_BUSY: while_another_writes,
    Code.REGISTER_UNAVAILABLE: lambda folder: Register.open(
        f"postgresql://user@/members?host={folder}&connect_timeout=1"  # a server that is not there
    ),
}


def refused(act: Callable[[Path], object]) -> Callable[[Path], Code]:
    return lambda folder: refusal(lambda: act(folder))


def of_no_file(act: Callable[[], object]) -> Callable[[Path], object]:
    return lambda _: act()


PROVOCATIONS: Final[Mapping[Code, Callable[[Path], Code]]] = {
    code: refused(act)
    for code, act in (
        *KEYS.items(),
        *RECORDS.items(),
        *REGISTER.items(),
        *((code, of_no_file(act)) for code, act in SEALS.items()),
    )
}
