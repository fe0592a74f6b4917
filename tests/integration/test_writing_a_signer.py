"""The guide's example is run as it is printed, against a small transit engine on the loopback interface."""

from __future__ import annotations

import base64
import json
import re
import threading
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.x509 import issuer_request
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import ec_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.keys.signer import Signer

GUIDE = Path(__file__).parents[2] / "docs/issuing/writing-a-signer.md"
EXAMPLE, TRIAL = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
TOKEN = "s.not-to-be-shown"


class Transit(BaseHTTPRequestHandler):
    """The two calls of the transit engine that the example makes; version 2 of the key is the latest."""

    keys: ClassVar = {"1": ec_key(71), "2": ec_key(72)}
    latest = 2

    def do_GET(self) -> None:
        assert self.path == "/v1/transit/keys/beijing-2026"
        keys = {
            version: {"public_key": PublicKey(key.public_key()).to_pem().decode()} for version, key in self.keys.items()
        }
        self.reply({"data": {"latest_version": self.latest, "keys": keys}})

    def do_POST(self) -> None:
        assert self.path == "/v1/transit/sign/beijing-2026/sha2-256"
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert (order["prehashed"], order["marshaling_algorithm"]) == (True, "jws")
        key = self.keys[str(order["key_version"])]
        signature = key.sign(base64.b64decode(order["input"]), ec.ECDSA(Prehashed(SHA256())))
        plain = b"".join(number.to_bytes(32) for number in decode_dss_signature(signature))
        text = base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
        self.reply({"data": {"signature": f"vault:v{order['key_version']}:{text}"}})

    def reply(self, body: object) -> None:
        allowed = self.headers["X-Vault-Token"] == TOKEN
        self.send_response(200 if allowed else 403)
        self.end_headers()
        self.wfile.write(json.dumps(body if allowed else {"errors": ["permission denied"]}).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def engine() -> Iterator[type[Transit]]:
    class Engine(Transit):
        connect: ClassVar[Callable[[], HTTPConnection]]

    with HTTPServer(("127.0.0.1", 0), Engine) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        Engine.connect = partial(HTTPConnection, "127.0.0.1", server.server_port, timeout=5)
        yield Engine
        server.shutdown()
        thread.join()


def example() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(EXAMPLE, names)  # noqa: S102 - our own guide
    return names


def signer_at(engine: Any, *, token: str = TOKEN) -> Signer:  # noqa: ANN401
    signer: Signer = example()["TransitSigner"](engine.connect, token, "beijing-2026")
    return signer


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(KeyHandlingError) as caught:
        act()
    assert TOKEN not in str(caught.value)
    return caught.value.code


def test_the_class_has_thirty_lines() -> None:
    lines = EXAMPLE[EXAMPLE.index("class ") :].splitlines()
    assert len([line for line in lines if line.strip()]) <= 30


def test_the_trial_runs(engine: Any) -> None:  # noqa: ANN401
    there = {"HTTPSConnection": lambda *_, **__: engine.connect(), "token": TOKEN}
    exec(TRIAL, {**example(), **there})  # noqa: S102 - our own guide


def test_it_is_a_signer_for_everything_else(engine: Any) -> None:  # noqa: ANN401
    request = issuer_request(signer_at(engine), association=association("110000"), categories=frozenset(Category))
    assert request.is_signature_valid


def test_it_stays_with_its_version_of_the_key(engine: Any) -> None:  # noqa: ANN401
    engine.latest = 1
    signer = signer_at(engine)
    engine.latest = 2
    signer.public_key.verify(b"data", signer.sign(b"data"), algorithm=signer.algorithm)


def test_it_says_so_when_it_is_not_let_in(engine: Any) -> None:  # noqa: ANN401
    assert refusal(lambda: signer_at(engine, token="wrong")) is Code.KEY_UNREACHABLE


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"data": null}', b'{"data": {}}', b'{"data": {"signature": 5}}',
             b'{"data": {"signature": "vault:v2:AAAA"}}', b'{"data": {"signature": "vault:v2:A"}}'],
)  # fmt: skip
def test_any_answer_but_a_signature_is_a_failure_to_sign(engine: Any, body: bytes) -> None:  # noqa: ANN401
    signer = signer_at(engine)

    def do_post(self: Transit) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    engine.do_POST = do_post
    assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED
