"""The set under vectors/: written again byte for byte, complete, and answered as it says."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.testing.vectors import Result, Vector, VectorFile, answer, asking, check, load_all
from cicpa_credentials.testing.vectors.__main__ import main
from cicpa_credentials.testing.vectors.writing import generate, write

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[2] / "vectors"
OURS = f"{sys.executable} -m cicpa_credentials.testing.vectors answer"
MAX_BYTES = 2 << 20

# What a verifier says of what it is shown, and of its own footing. Other codes are of issuing, keeping and drawing.
OF_VERIFYING = {
    Code.NOT_A_CERTIFICATE, Code.MALFORMED, Code.UNSUPPORTED, Code.WRONG_KIND, Code.UNKNOWN_ISSUER, Code.BAD_SIGNATURE,
    Code.KEY_NOT_VALID, Code.KEY_COMPROMISED, Code.OUT_OF_SCOPE, Code.NOT_YET_VALID, Code.EXPIRED, Code.REVOKED,
    Code.SUSPENDED, Code.SUPERSEDED, Code.STATUS_STALE, Code.STATUS_UNKNOWN, Code.STATUS_ROLLBACK,
    Code.DISCLOSURE_MISMATCH, Code.BINDING_MISSING, Code.BINDING_INVALID, Code.AUDIENCE_MISMATCH, Code.NONCE_MISMATCH,
    Code.PRESENTATION_EXPIRED, Code.WEAK_ACCESS_CODE, Code.WRONG_ACCESS_CODE, Code.FIELD_MISSING, Code.CONTENT_INVALID,
    Code.BUNDLE_UNTRUSTED, Code.BUNDLE_EXPIRED, Code.BUNDLE_ROLLBACK,
}  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


same_encoder = pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="another DEFLATE encoder, other bytes")


@same_encoder
def test_the_set_is_what_the_package_writes(tmp_path: Path) -> None:
    """After a change that is meant: python -m cicpa_credentials.testing.vectors write vectors/."""
    write(tmp_path)
    assert files(tmp_path).keys() == files(FOLDER).keys()
    assert [name for name, content in files(tmp_path).items() if files(FOLDER)[name] != content] == []


def test_it_is_small_enough_to_be_kept() -> None:
    assert sum(map(len, files(FOLDER).values())) < MAX_BYTES


def test_this_library_answers_every_question() -> None:
    outcomes = list(check(load_all(FOLDER), answer))
    assert [one for one in outcomes if one.result is not Result.PASSED] == []
    assert len(outcomes) > 300


def test_a_program_answers_by_the_protocol() -> None:
    vectors = load_all(FOLDER)[::20]
    with asking(OURS) as program:
        assert {one.result for one in check(vectors, program)} == {Result.PASSED}


def test_every_reason_of_a_verifier_is_in_it() -> None:
    expected: set[str] = set()
    for one in load_all(FOLDER):
        if len(one.expected.get("codes", ())) == 1:
            expected.update(one.expected["codes"])
        expected.update(codes[0] for codes in one.expected.get("refused_lists", ()) if len(codes) == 1 and codes[0])
    assert OF_VERIFYING - set(map(Code, expected)) == set()


def test_every_file_conforms_to_its_schema() -> None:
    for path in FOLDER.glob("*.json"):
        assert schemas.problems("conformance-vectors", json.loads(path.read_text("utf-8"))) == ()


def test_each_vector_expects_something_and_says_what_it_proves() -> None:
    for one in load_all(FOLDER):
        assert one.expected, one.id
        assert ("codes" in one.expected) is not ("code" in one.expected or "digits" in one.expected), one.id


def test_a_file_that_is_read_is_written_the_same() -> None:
    for file in generate():
        assert VectorFile.from_json(file.name, file.to_json().encode()).to_json() == file.to_json()


@pytest.mark.parametrize("module", ["mutators", "mutators.sd_jwt", "vectors.writing", "vectors.suites"])
def test_neither_attacks_nor_vectors_need_hypothesis(module: str) -> None:
    script = f"import sys, cicpa_credentials.testing.{module}; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603 - ours


# -- the checker


GOOD = Vector(id="a/b", about="One.", operation="write_digits", input={"hex": "00"}, expected={"digits": "000"})
BAD = Vector(id="a/c", about="Two.", operation="read_text", input={"text": ""}, expected={"codes": ["malformed"]})


def checked(vector: Vector, told: Mapping[str, Any] | None) -> tuple[Result, str]:
    (one,) = check([vector], lambda _, __: told)
    return one.result, one.difference


def test_an_answer_may_say_more_but_not_otherwise() -> None:
    assert checked(GOOD, {"digits": "000", "more": 1}) == (Result.PASSED, "")
    assert checked(GOOD, {"digits": "001"}) == (Result.FAILED, "digits: '000' was expected, not '001'")
    assert checked(GOOD, {}) == (Result.FAILED, "digits: '000' was expected, not None")
    assert checked(GOOD, None) == (Result.SKIPPED, "")


def test_nothing_is_not_null() -> None:
    """Who leaves a member out has not said that there is none."""
    fine = Vector(id="a/d", about="Three.", operation="read_text", input={"text": ""}, expected={"code": None})
    assert checked(fine, {})[0] is Result.FAILED
    assert checked(fine, {"code": None})[0] is Result.PASSED


def test_one_of_several_codes() -> None:
    assert checked(BAD, {"code": "malformed"})[0] is Result.PASSED
    assert checked(BAD, {"code": None}) == (Result.FAILED, "code: one of malformed was expected, not None")


@pytest.mark.parametrize("refused", [[], [None], [None, "expired"], ["expired", "malformed"], None])
def test_lists_that_were_refused_for_another_reason(refused: object) -> None:
    expected = {"refused_lists": [[None], ["malformed", "unsupported"]]}
    vector = Vector(id="a/e", about="Four.", operation="evaluate", input={}, expected=expected)
    assert checked(vector, {"refused_lists": refused})[0] is Result.FAILED
    assert checked(vector, {"refused_lists": [None, "unsupported"]})[0] is Result.PASSED


def test_a_verifier_that_breaks_down_has_failed_and_the_next_question_is_asked() -> None:
    def breaking(operation: str, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if operation == "read_text":
            raise ZeroDivisionError("oh")
        return answer(operation, given)

    outcomes = list(check([BAD, GOOD], breaking))
    assert [one.result for one in outcomes] == [Result.FAILED, Result.PASSED]
    assert outcomes[0].difference == "no answer: ZeroDivisionError: oh"


def program(tmp_path: Path, *lines: str) -> str:
    script = tmp_path / "verifier.py"
    script.write_text("\n".join(("import json, sys, time", *lines)))
    return f"{sys.executable} {script}"


def test_a_program_that_ends_too_soon(tmp_path: Path) -> None:
    with asking(program(tmp_path, "input()")) as one:
        (outcome, again) = check([GOOD, GOOD], one)
    assert outcome.result is again.result is Result.FAILED


def test_a_program_that_never_answers(tmp_path: Path) -> None:
    with asking(program(tmp_path, "time.sleep(60)"), patience=0.5) as one:
        (outcome,) = check([GOOD], one)
    assert outcome.difference == "no answer: EOFError: the program has ended, or took too long"


def test_a_program_that_never_ends(tmp_path: Path) -> None:
    with asking(program(tmp_path, "input()", 'print("{}", flush=True)', "time.sleep(60)"), patience=0.5) as one:
        (outcome,) = check([GOOD], one)
    assert outcome.result is Result.FAILED


def test_a_program_that_knows_half(tmp_path: Path) -> None:
    lines = "for _ in sys.stdin:", '    print(json.dumps({"unsupported": True}), flush=True)'
    with asking(program(tmp_path, *lines)) as one:
        assert [outcome.result for outcome in check([GOOD, BAD], one)] == [Result.SKIPPED] * 2


# -- the command


def test_the_command_checks_this_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FOLDER)]) == 0
    assert capsys.readouterr().out.endswith(" passed, 0 failed, 0 skipped\n")


def test_the_command_names_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = VectorFile(name="x", about="x.", vectors=(GOOD, BAD))
    (tmp_path / "x.json").write_text(file.to_json())
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        "a/c: code: one of malformed was expected, not not_a_certificate\n1 passed, 1 failed, 0 skipped\n"
    )


def test_a_program_that_knows_nothing_does_not_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text(VectorFile(name="x", about="x.", vectors=(GOOD,)).to_json())
    lines = "for _ in sys.stdin:", '    print(json.dumps({"unsupported": True}), flush=True)'
    assert main(["check", str(tmp_path), "--command", program(tmp_path, *lines)]) == 1
    assert capsys.readouterr().out == "0 passed, 0 failed, 1 skipped\n"


@same_encoder
def test_the_command_writes(tmp_path: Path) -> None:
    assert main(["write", str(tmp_path / "new")]) == 0
    assert files(tmp_path / "new") == files(FOLDER)


def test_the_command_answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    questions = [{"operation": "write_digits", "input": {"hex": "00"}}, {"operation": "fly", "input": {}}]
    monkeypatch.setattr(sys, "stdin", [json.dumps(one) for one in questions])
    assert main(["answer"]) == 0
    assert capsys.readouterr().out == '{"digits": "000"}\n{"unsupported": true}\n'


def test_the_command_refuses_what_is_no_folder_of_vectors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    (tmp_path / "x.json").write_text(VectorFile(name="x", about="x.", vectors=(GOOD, GOOD)).to_json())
    assert main(["check", str(tmp_path)]) == 2
    assert main(["check", str(FOLDER), "--command", str(tmp_path / "nothing")]) == 2
    assert capsys.readouterr().err.count("\n") == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 2}, Code.UNSUPPORTED),
        ({"format": None}, Code.MALFORMED),
        ({"vectors": []}, Code.MALFORMED),
        ({"vectors": [GOOD.to_dict() | {"input": {"bundle": "nobody's"}}]}, Code.MALFORMED),
        ({"vectors": [GOOD.to_dict() | {"operation": "fly"}]}, Code.MALFORMED),
    ],
)
def test_what_is_no_file_of_vectors(change: dict[str, Any], code: Code) -> None:
    content = json.loads(VectorFile(name="x", about="x.", vectors=(GOOD,)).to_json()) | change
    with pytest.raises(WireError) as caught:
        VectorFile.from_json("x", json.dumps(content).encode())
    assert caught.value.code is code


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.json"):
        with pytest.raises(WireError) as caught:
            VectorFile.load(path)
        assert caught.value.code is Code.FILE_UNREADABLE
    with pytest.raises(WireError) as caught:
        VectorFile.from_json("x", b"[")
    assert caught.value.code is Code.MALFORMED
