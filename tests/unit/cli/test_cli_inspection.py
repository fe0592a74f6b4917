from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag

from cicpa_credentials.cli.anatomy import parts
from cicpa_credentials.cli.captions import shown
from cicpa_credentials.cli.diagnostic import notation
from cicpa_credentials.cli.language import Language
from cicpa_credentials.members import PhotoEvidence
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import HOLDER, Draft, issue
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from counter import Counter

GOOD = issue()
BOUND = issue(holder_key=HOLDER.public_key)


def rows(content: str | bytes, *, language: Language = Language.EN) -> dict[str, dict[str, str]]:
    """Values by the part's English title and the row's name."""
    return {part.title.en: {row[-2]: row[-1] for row in part.rows} for part in parts(content, language)}


def draft(**changes: Any) -> bytes:  # noqa: ANN401 - parts of a draft
    made = Draft.of(GOOD.credential)
    return (
        made.with_claims(changes.get("claims", {}))
        .with_headers(changes.get("headers", {}))
        .with_unprotected(changes.get("unprotected", {}))
        .signed()
    )


def test_it_says_what_is_inside_in_sizes_headers_and_claims(counter: Counter) -> None:
    said = counter("inspect", counter.folder / "good.png")
    assert said.status == 0
    for expected in ("10-M", "-9 (ESP256)", '"application/vnd.cicpa"', GOOD.view.name, GOOD.view.number, "hidden"):
        assert expected in said.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_marked_unverified_above_and_below_in_both_languages(counter: Counter, language: str) -> None:
    lines = counter("inspect", GOOD.qr_text, "--lang", language).out.splitlines()
    assert lines[0] == lines[-1] == "UNVERIFIED 未核验"
    assert "任何人都可以伪造" in lines[2]
    assert "anybody can forge it" in lines[2]


def test_it_verifies_nothing(counter: Counter) -> None:
    forged = Draft.of(GOOD.credential).with_claims({Claim.SUB: "000000000000"}).signed(HOLDER)
    assert counter("inspect", counter.file("forged.cbor", forged)).status == 0


@pytest.mark.parametrize("garbage", ["https://verify.example.org/#", "0123", "x://" + "#9" * 99, "1" * 9000])
def test_garbage_is_told_as_far_as_it_goes(counter: Counter, garbage: str) -> None:
    said = counter("inspect", garbage)
    assert said.status == 0
    assert "UNVERIFIED" in said.out
    assert "\n  !" in said.out


def test_what_cannot_be_read_is_status_3_and_holds_up_nothing(counter: Counter) -> None:
    said = counter("inspect", "missing.png", GOOD.qr_text)
    assert said.status == 3
    assert said.err.startswith("cicpa: file_unreadable: ")
    assert GOOD.view.name in said.out


def test_sizes_are_those_of_the_credential() -> None:
    found = rows(GOOD.credential)
    assert found["Credential (COSE_Sign1)"]["size"] == f"{len(GOOD.credential)} bytes"
    assert "QR text" not in found


def test_times_and_the_issuer_are_told_in_words() -> None:
    claims = rows(GOOD.qr_text)["Claims"]
    assert "(2026-06-01" in claims["iat"]
    assert "上海市注册会计师协会" in claims["iss"]


@pytest.mark.parametrize("moment", [-1, 2**63, 1.5, "soon", True])
def test_a_time_that_is_none_is_told_as_it_stands(moment: object) -> None:
    assert rows(draft(claims={Claim.EXP: moment}))["Claims"]["exp"] == notation(moment)


def test_a_field_that_cannot_be_read_is_told_as_it_stands() -> None:
    certificate = Draft.of(GOOD.credential).payload[Claim.CERTIFICATE]
    face = rows(draft(claims={Claim.CERTIFICATE: certificate | {2: 9}}))["Face"]
    assert face["Gender"] == "9  [content_invalid]"
    assert rows(draft(claims={Claim.CERTIFICATE: "text"}))["Claims"]["certificate"] == '"text"'


def test_a_character_that_nobody_can_see_is_shown_by_its_number() -> None:
    certificate = Draft.of(GOOD.credential).payload[Claim.CERTIFICATE]
    face = rows(draft(claims={Claim.CERTIFICATE: certificate | {1: "林\u0378"}}))["Face"]
    assert face["Name"] == "林\\u{378}"


def test_details_that_are_shown_are_told() -> None:
    details = rows(draft(unprotected={Header.SD_CLAIMS: list(GOOD.disclosures)}))["Details shown"]
    assert details["Firm"] == record().firm
    assert details["Annual inspections passed"] == "2018 (2018-05-11); 2019 (2019-05-17)"
    assert "Beijing Institute" in details["Transfers between associations"]


def test_disclosures_that_do_not_fit_are_told_and_hide_nothing_else() -> None:
    found = rows(draft(unprotected={Header.SD_CLAIMS: [b"\x80"]}))
    assert found["Claims"]["!"].startswith("disclosure_mismatch")
    assert found["Face"]["Name"] == GOOD.view.name


def test_a_presentation_is_told_with_the_credential_inside() -> None:
    protected = cbor.encode({1: -9, 16: 294, 13: Sign1.decode(BOUND.credential).to_value()})
    token = sign1.assemble(protected, cbor.encode({3: "bank.example", 6: 1}), bytes(64))
    titles = [part.title.en for part in parts(token, Language.EN)]
    assert titles.count("Claims") == 2
    assert "The credential inside" in titles
    found = rows(token)
    assert found["The credential inside"]["size"] == f"{len(BOUND.credential)} bytes"


def test_a_presentation_with_nonsense_inside_is_told_as_far_as_it_goes() -> None:
    token = sign1.assemble(cbor.encode({13: "nonsense"}), cbor.encode([]), b"")
    found = rows(token)
    assert found["The credential inside"]["!"].startswith("malformed")
    assert found["Claims"]["!"].startswith("malformed")


def test_a_long_value_is_cut() -> None:
    assert len(rows(draft(claims={999: "x" * 5000}))["Claims"][""]) < 500


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1"),
        (-2.5, "-2.5"),
        (True, "true"),
        (None, "null"),
        (b"\x01\xff", "h'01ff'"),
        ('say "你好"\x1b', '"say \\"你好\\"\\u001b"'),
        (CBORTag(100, 17241), "100(17241)"),
        (CBORSimpleValue(59), "simple(59)"),
        ({1: [True, (b"",)], "a": {}}, "{1: [true, [h'']], \"a\": {}}"),
    ],
)
def test_values_are_written_in_diagnostic_notation(value: object, expected: str) -> None:
    assert notation(value) == expected


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("gender", "女", "Female"),
        ("birth_date", "1988-06-21", "1988-06-21"),
        ("mobile", "19900000001", "19900000001"),
        ("firm_transfers", None, "2018-09-03: 甲示例会计师事务所 → 澄怀会计师事务所（特殊普通合伙）"),
        (
            "association_transfers",
            (
                "2018-09-03: 北京注册会计师协会 → 浙江省注册会计师协会; "
                "2020-01-06: 浙江省注册会计师协会 → 上海市注册会计师协会"
            ),
            None,
        ),
    ],
)
def test_particulars_are_shown_as_people_read_them(name: str, zh: str | None, en: str | None) -> None:
    value = getattr(record(), BY_NAME[name].name)
    for language, expected in ((Language.ZH, zh), (Language.EN, en)):
        if expected is not None:
            assert shown(value, language) == expected


@pytest.mark.parametrize(
    ("photo", "zh", "en"),
    [
        (PHOTO, "小头像（20 字节），SHA-256 000102", "portrait of 20 bytes, SHA-256 000102"),
        (PhotoEvidence(sha256=PHOTO.sha256), "SHA-256 000102", "SHA-256 000102"),
    ],
)
def test_of_a_photo_the_digest_is_told_and_whether_there_is_a_portrait(photo: PhotoEvidence, zh: str, en: str) -> None:
    assert shown(photo, Language.ZH).startswith(zh)
    assert shown(photo, Language.EN).startswith(en)
