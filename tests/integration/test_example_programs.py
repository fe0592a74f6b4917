"""The examples do what they say: the host in a process of its own on a free port, the auditor's script on its work."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from cicpa_credentials import TrustBundle, Verdict, Verifier, scan
from cicpa_credentials.keys.x509 import load_certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("zxingcpp")

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
BOUNDARY: Final = "----------------0123456789abcdef"


@dataclass(frozen=True)
class Browser:
    """What a browser does with the page."""

    url: str

    def get(self, path: str) -> bytes:
        return self._open(Request(self.url + path))  # noqa: S310 - the host that the test started

    def post(self, path: str, *, site: str = "same-origin", host: str | None = None, **parts: str | bytes) -> str:
        body = b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n\r\n'.encode()
            + value
            + b"\r\n"
            if isinstance(value, bytes)
            else f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in parts.items()
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Sec-Fetch-Site": site}
        data = body + f"--{BOUNDARY}--\r\n".encode()
        request = Request(self.url + path, data=data, headers=headers | ({"Host": host} if host else {}))  # noqa: S310 - as above
        return self._open(request).decode()

    def _open(self, request: Request) -> bytes:
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            content: bytes = answer.read()
        return content


def verdict(page: str) -> str:
    """What the page says of a certificate, in Chinese."""
    (said,) = re.findall(r'<p class="verdict \w+">(.*?)<br>', page, re.DOTALL)
    return re.sub(r"<.*?>", "", unescape(said)).strip()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    command = [sys.executable, str(EXAMPLES / "minimal_host.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as host:  # noqa: S603 - our own
        assert host.stdout is not None
        yield Browser(host.stdout.readline().strip().removesuffix("/"))
        host.terminate()
        _, logged = host.communicate()
    assert "110007310042" not in logged  # no certificate number in a log


def test_the_host_issues_publishes_revokes_and_verifies(browser: Browser) -> None:
    browser.post("/members/01/issue")
    picture = browser.get("/certificates/01.png")
    # Nobody has been told yet which certificates there are.
    assert verdict(browser.post("/verify", picture=picture)).startswith("无法确认")
    browser.post("/publish")
    page = browser.post("/verify", picture=picture)
    assert verdict(page).startswith("有效")
    assert "<dd>林知夏</dd>" in page
    assert "<dd>110007310042</dd>" in page
    assert verdict(browser.post("/verify", text=scan.qr_text(picture))).startswith("有效")
    browser.post("/members/01/revoke")
    browser.post("/publish")
    assert verdict(browser.post("/verify", picture=picture)).startswith("无效")


def test_what_the_host_publishes_serves_any_verifier(browser: Browser) -> None:
    browser.post("/members/02/issue")
    browser.post("/publish")
    (root,) = load_certificates(browser.get("/root.pem"))
    bundle = TrustBundle.load(browser.get("/bundle.cbor"), root=root)
    report = Verifier(bundle).evaluate(scan.qr_text(browser.get("/certificates/02.png")))
    assert report.verdict is Verdict.VALID


def test_what_the_host_refuses_it_explains(browser: Browser) -> None:
    browser.post("/members/03/issue")
    for path, sent in (("/members/03/issue", b""), ("/verify", b"no picture")):
        with pytest.raises(HTTPError) as caught:
            browser.post(path, picture=sent)
        assert caught.value.code == 422
        with caught.value as answer:
            assert verdict(answer.read().decode())


def test_markup_in_what_is_pasted_stays_text(browser: Browser) -> None:
    page = browser.post("/verify", text="<script>alert(1)</script>#0")
    assert verdict(page).startswith("无效")
    assert "alert(1)" not in page


@pytest.mark.parametrize(("changes", "status"), [({"site": "cross-site"}, 403), ({"host": "evil.example"}, 400)])
def test_another_site_in_the_same_browser_presses_no_button(
    browser: Browser, changes: dict[str, str], status: int
) -> None:
    with pytest.raises(HTTPError) as caught:
        browser.post("/members/04/issue", **changes)
    caught.value.close()
    assert caught.value.code == status
    assert b"/certificates/04.png" not in browser.get("/")


def audit(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, (EXAMPLES / "audit_report.py", *arguments))]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, encoding="utf-8")  # noqa: S603 - our own


def test_the_auditor_gets_a_table_with_the_gravest_first(browser: Browser, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("05", "06"):
        browser.post(f"/members/{name}/issue")
        (scans / f"{name}.png").write_bytes(browser.get(f"/certificates/{name}.png"))
    browser.post("/members/06/revoke")
    browser.post("/publish")
    (scans / "=1+1.txt").write_text("no certificate", encoding="utf-8")
    (tmp_path / "bundle.cbor").write_bytes(browser.get("/bundle.cbor"))
    (tmp_path / "root.pem").write_bytes(browser.get("/root.pem"))
    done = audit("scans", "--bundle", "bundle.cbor", "--root", "root.pem", "--out", "audit", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "scans: {'invalid': 2, 'valid': 1}" in done.stdout
    assert (tmp_path / "audit" / "report.html").exists()
    with (tmp_path / "audit" / "follow-up.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert [len(row) for row in rows] == [len(header)] * 2
    severities, codes, files = zip(*(row[:3] for row in rows), strict=True)
    assert severities == ("severe", "warning")
    assert codes == ("revoked", "not_a_certificate")
    assert files == ("06.png", "'=1+1.txt")  # as text, and not as a formula


def test_the_auditor_is_told_what_cannot_be_used(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bundle.cbor").write_bytes(b"no bundle")
    (tmp_path / "root.pem").write_bytes(browser.get("/root.pem"))
    done = audit(".", "--bundle", "bundle.cbor", "--root", "root.pem", "--out", "audit", cwd=tmp_path)
    assert done.returncode == 3
    assert "[malformed]" in done.stderr
