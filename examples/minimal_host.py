"""A host in one file: associations that issue, revoke and publish, and anybody who verifies, on one web page.

    pip install 'cicpa-credentials[register,scan]' flask
    python examples/minimal_host.py              # then open http://127.0.0.1:8000/

It shows which calls a host makes, and in which order; it is no host to run. Nobody logs in, its root and its keys are
made when it starts and forgotten when it stops, and issuing and verifying stand on one page. In life, each of these is
somebody else's: the root is offline (docs/issuing/keys.md), issuing needs a clerk with a login, the bundle is a file on
a web server, and a verifier is a program that pinned the root long ago.
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask, Response, abort, g, redirect, render_template_string, request, url_for
from werkzeug.serving import make_server

from cicpa_credentials import (
    CertifiedSigner,
    CicpaError,
    InProcessSigner,
    Issuer,
    MemberRecord,
    Report,
    RootAuthority,
    StatusListToken,
    TrustBundle,
    TrustedIssuer,
    Verifier,
    render,
    scan,
)
from cicpa_credentials.keys.x509 import mandate_of
from cicpa_credentials.members import Category, CertificateView, association
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.register import Register, RevocationReason
from cicpa_credentials.status import Status
from cicpa_credentials.verifier import Outcome
from cicpa_credentials.verifier.wording import STEPS, explain, verdict_on
from cicpa_credentials.wording import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as AnyResponse

    from cicpa_credentials.members import CredentialView, Field
    from cicpa_credentials.wording import Advice

MEMBERS: Final = Path(__file__).parent / "members"
VERIFY_PAGE: Final = "https://verify.example.org/"  # what a phone's camera opens: the address of this page, behind TLS
LISTS: Final = "https://status.example.org/"
ACTOR: Final = "clerk-7"
MAX_UPLOAD: Final = 10 * 1024 * 1024
MARKS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.INDETERMINATE: "?", Outcome.NOT_CHECKED: "–"}
STANDINGS: Final = {
    None: "",
    Status.VALID: "有效 valid",
    Status.INVALID: "已撤销 revoked",
    Status.SUSPENDED: "暂停 suspended",
    Status.SUPERSEDED: "已换发 superseded",
}


class Member:
    """A sample member: in life, a row of the host's own database."""

    def __init__(self, record: MemberRecord, photo: Path) -> None:
        if record.number is None or record.category is None:
            raise ValueError("the register knows certificates by their number and category")
        self.record = record
        self.number, self.category = record.number, record.category
        self.photo = photo.read_bytes()

    @classmethod
    def all(cls) -> dict[str, Member]:
        """Some of the sample members, by the names of their files: a number in a URL would soon be in a log."""
        paths = sorted(MEMBERS.glob("*.json"))[:6]
        return {path.stem: cls(MemberRecord.from_json(path.read_bytes()), path.with_suffix(".png")) for path in paths}


class Office:
    """All that is not about web pages: a root, an issuer for each association, a register, what is published."""

    def __init__(self, folder: Path) -> None:
        self.members = Member.all()
        self.pictures: dict[str, bytes] = {}
        self.register = Register.create(folder / "register.db", list_base_uri=LISTS)
        self.root = RootAuthority.create(InProcessSigner.generate(), name="Demo 演示", valid_for=timedelta(days=3650))
        self.issuers: dict[str, Issuer] = {}
        self.entries: list[TrustedIssuer] = []
        for code in sorted({str(member.record.association) for member in self.members.values()}):
            self._open(code)
        self.bundle = self._signed(1)

    def _open(self, code: str) -> None:
        key, now = InProcessSigner.generate(), datetime.now(UTC)
        certificate = self.root.certify_issuer(
            key.public_key,
            association=association(code),
            categories=frozenset(Category),
            not_before=now,
            not_after=now + timedelta(days=730),
        )
        signer = CertifiedSigner(signer=key, mandate=mandate_of(certificate))
        self.issuers[code] = Issuer(signer, base_url=VERIFY_PAGE, register=self.register)
        self.entries.append(TrustedIssuer.of((certificate,)))

    def status(self, member: Member) -> Status | None:
        """What the register says of a member's certificate; none before it is issued."""
        entry = self.register.find(member.number, member.category)
        return entry.status if entry else None

    def issue(self, name: str) -> None:
        """Issue a certificate, and draw it. A member who has one already is refused, or would have two in force."""
        member = self.members[name]
        issuer = self.issuers[str(member.record.association)]
        issued = issuer.issue(member.record, photo=render.photo_evidence(member.photo), actor=ACTOR)
        self.pictures[name] = render.png(issued.view, issued.qr_text, member.photo)

    def revoke(self, name: str) -> None:
        """Withdraw a certificate for good. Verifiers know it when it has been published."""
        member = self.members[name]
        self.register.revoke(member.number, member.category, reason=RevocationReason.LEFT, actor=ACTOR)

    def publish(self) -> None:
        """Tell verifiers what has become of the certificates."""
        self.bundle = self._signed(self.bundle.sequence + 1)

    def _signed(self, sequence: int) -> TrustBundle:
        """Sign every status list, and put them with the keys into the one file that verifiers fetch."""
        now, tokens = datetime.now(UTC), []
        for code, issuer in self.issuers.items():
            for one in self.register.publish(code):
                token = StatusListToken(
                    uri=one.uri,
                    issued=one.as_of,
                    expires=one.as_of + timedelta(days=30),
                    ttl=timedelta(days=7),
                    entries=one.entries,
                )
                tokens.append(token.sign(issuer.signer))
        return TrustBundle.build(
            self.entries,
            sequence=sequence,
            issued=now,
            expires=now + timedelta(days=30),
            signer=self.root.signer,
            root=self.root.certificate,
            status_lists=tokens,
        )

    def verify(self, received: str | bytes) -> Report:
        """Judge QR text or a picture, as any verifier does: with the published bytes and the pinned root alone."""
        trusted = TrustBundle.load(self.bundle.encoded, root=self.root.certificate)
        return Verifier(trusted).evaluate(scan.qr_text(received) if isinstance(received, bytes) else received)


def particulars(view: CredentialView) -> Iterator[tuple[Field, str]]:
    """What stands on a certificate's face, with its captions."""
    assert isinstance(view, CertificateView)  # noqa: S101 - this verifier's policy accepts nothing else
    shown = {
        "name": view.name,
        "gender": f"{view.gender.zh} {view.gender.en}",
        "number": view.number,
        "category": f"{view.category.zh} {view.category.en}",
        "association": f"{view.association.zh} {view.association.en}",
        "approval_date": view.joined.isoformat(),
    }
    for name, value in shown.items():
        yield BY_NAME[name], value


class Site:
    """The page, and what its buttons do."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def app(self) -> Flask:
        """A WSGI application."""
        app = Flask(__name__)
        app.config.update(MAX_CONTENT_LENGTH=MAX_UPLOAD, TRUSTED_HOSTS=["127.0.0.1", "localhost"])
        app.before_request(guard)
        app.after_request(harden)
        app.register_error_handler(CicpaError, self.refused)
        app.get("/")(self.home)
        app.get("/certificates/<name>.png")(self.picture)
        app.get("/bundle.cbor")(self.bundle)
        app.get("/root.pem")(self.root)
        app.post("/members/<name>/<any(issue, revoke):verb>")(self.change)
        app.post("/publish")(self.publish)
        app.post("/verify")(self.verify)
        return app

    def home(self, *, report: Report | None = None, refusal: Advice | None = None) -> str:
        """The page, with what came of a verification."""
        return render_template_string(
            PAGE,
            office=self._office,
            report=report,
            refusal=refusal,
            particulars=particulars,
            verdict_on=verdict_on,
            explain=explain,
            steps=STEPS,
            marks=MARKS,
            standings=STANDINGS,
        )

    def refused(self, error: CicpaError) -> tuple[str, int]:
        """What the library would not do: the code decides what to say."""
        return self.home(refusal=advice(error.code)), 422

    def change(self, name: str, verb: str) -> AnyResponse:
        """Issue to a member, or revoke."""
        if name not in self._office.members:
            abort(404)
        (self._office.issue if verb == "issue" else self._office.revoke)(name)
        return redirect(url_for("home", _anchor="issue"), 303)

    def publish(self) -> AnyResponse:
        """Publish."""
        self._office.publish()
        return redirect(url_for("home", _anchor="publish"), 303)

    def verify(self) -> str:
        """Verify a picture, or QR text."""
        picture = request.files.get("picture")
        return self.home(report=self._office.verify(picture.read() if picture else request.form.get("text", "")))

    def picture(self, name: str) -> Response:
        """A certificate."""
        return Response(self._office.pictures.get(name) or abort(404), mimetype="image/png")

    def bundle(self) -> Response:
        """What verifiers fetch."""
        return Response(self._office.bundle.encoded, mimetype="application/octet-stream")

    def root(self) -> Response:
        """What verifiers pin."""
        return Response(self._office.root.certificate.public_bytes(Encoding.PEM), mimetype="application/x-pem-file")


def guard() -> None:
    """Another site that is open in the same browser must not press our buttons."""
    g.nonce = secrets.token_urlsafe(16)
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        abort(403)


def harden(response: Response) -> Response:
    """Whatever a certificate says is text: no script but ours runs, and nothing is loaded from elsewhere."""
    nonce = f"'nonce-{g.nonce}'" if "nonce" in g else ""
    policy = f"default-src 'none'; img-src 'self'; style-src {nonce}; script-src {nonce}; form-action 'self'"
    response.headers["Content-Security-Policy"] = f"{policy}; base-uri 'none'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def main() -> None:
    """Serve the page on this computer alone, one request after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    port: int = parser.parse_args().port
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        server = make_server("127.0.0.1", port, Site(office).app())
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
        finally:
            server.server_close()
            office.register.close()


PAGE: Final = """\
<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>会员证 · Member certificates</title>
<style nonce="{{ g.nonce }}">
  :root { --ink: #1d2b3a; --quiet: #64707d; --line: #dfe4ea; --blue: #1f4e79;
    --good: #1b7f4b; --bad: #b3261e; --open: #9a6700 }
  * { box-sizing: border-box }
  body { margin: 0; color: var(--ink); background: #f4f6f8; font: 16px/1.55 system-ui, "Noto Sans CJK SC", sans-serif }
  header { padding: 1rem 0; color: #fff; background: var(--blue) }
  h1, main { max-width: 60rem; margin: 0 auto; padding: 1rem }
  h1 { font-size: 1.5rem } h2 { margin: 0; font-size: 1.15rem }
  small, .note { color: var(--quiet); font-weight: 400 }
  header small { color: #cfe0f0 }
  main { display: grid; gap: 1rem }
  section { padding: 1.2rem; background: #fff; border: 1px solid var(--line); border-radius: .6rem }
  .note { margin: .2rem 0 1rem; font-size: .9rem }
  ul { list-style: none; margin: 0; padding: 0 }
  .members li { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .45rem 0;
    border-top: 1px solid var(--line) }
  .members b { flex: 1 1 14rem; overflow-wrap: anywhere }
  form { display: inline }
  button, .button { padding: .35rem .8rem; color: #fff; background: var(--blue); border: 0; border-radius: .35rem;
    font: inherit; text-decoration: none; cursor: pointer }
  .light { color: var(--blue); background: #e8eff6 }
  .actions { min-width: 15.5rem }
  .standing { min-width: 9rem; font-size: .9rem; color: var(--quiet) }
  textarea { width: 100%; height: 4.5rem; margin: .5rem 0; padding: .5rem; border: 1px solid var(--line);
    border-radius: .35rem; font: inherit }
  .verdict { padding: .8rem 1rem; margin: 0 0 1rem; color: #fff; border-radius: .4rem; background: var(--open) }
  .valid { background: var(--good) } .invalid { background: var(--bad) } .verdict small { color: #ffffffd9 }
  dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; margin: .4rem 0 1rem }
  dt { color: var(--quiet) } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere }
  .checks li { padding: .3rem 0 .3rem 1.9rem; text-indent: -1.9rem; border-top: 1px solid var(--line) }
  .checks i { display: inline-block; width: 1.9rem; text-indent: 0; font-style: normal; font-weight: 700;
    color: var(--quiet) }
  .checks .passed i { color: var(--good) } .checks .failed i { color: var(--bad) }
  .checks .indeterminate i { color: var(--open) }
  img { display: block; max-width: 100%; margin-top: .8rem; border: 1px solid var(--line) }
</style>
<header><h1>会员证<br><small>Member certificates: issue, publish, verify</small></h1></header>
<main>
{% if refusal %}<section id="result"><p class="verdict invalid">{{ refusal.meaning.zh }}{{ refusal.remedy.zh }}<br>
  <small>{{ refusal.meaning.en }} {{ refusal.remedy.en }}</small></p></section>{% endif %}
{% if report %}<section id="result">
  {% set verdict = verdict_on(report) %}
  <p class="verdict {{ report.verdict }}"><b>{{ verdict.meaning.zh }}</b> {{ verdict.remedy.zh }}<br>
    <small>{{ verdict.meaning.en | capitalize }}. {{ verdict.remedy.en }}</small></p>
  {% if report.certificate %}
  <h2>签名所载内容，请与证面比对 <small>What was signed: compare it with the print</small></h2>
  <dl>{% for caption, value in particulars(report.certificate.view) %}
    <dt>{{ caption.zh }} <small>{{ caption.en }}</small></dt><dd>{{ value }}</dd>{% endfor %}</dl>
  {% endif %}
  <ul class="checks">{% for check in report.checks %}
    {% set said = explain(check, report) %}
    <li class="{{ check.outcome }}"><i>{{ marks[check.outcome] }}</i>{{ steps[check.step].title.zh }}：{{ said.zh }}
      <small>{{ steps[check.step].title.en }}: {{ said.en }}</small></li>{% endfor %}</ul>
</section>{% endif %}
<section id="verify">
  <h2>核验 <small>Verify</small></h2>
  <p class="note">上传会员证的照片、扫描件或截图，或粘贴二维码的内容。<br>
    Upload a photo, scan or screenshot of a certificate, or paste what its QR code says.</p>
  <form action="/verify" method="post" enctype="multipart/form-data">
    <input type="file" name="picture" accept="image/*,application/pdf">
    <textarea name="text" id="text" placeholder="https://…#0123…"></textarea>
    <button>核验 Verify</button>
  </form>
</section>
<section id="issue">
  <h2>签发 <small>Issue</small></h2>
  <p class="note">示例会员均为虚构。 The members are invented.</p>
  <ul class="members">{% for name, member in office.members.items() %}
    {% set status = office.status(member) %}
    <li><b>{{ member.record.name }} <small>{{ member.category.zh }} · {{ member.number }}</small></b>
      <span class="standing">{{ standings[status] }}</span>
      <span class="actions">
      {% if name in office.pictures %}
      <a class="button light" href="/certificates/{{ name }}.png">证书 Picture</a>
      {% endif %}
      {% if status == 0 %}
      <form action="/members/{{ name }}/revoke" method="post"><button class="light">撤销 Revoke</button></form>
      {% elif status is none %}
      <form action="/members/{{ name }}/issue" method="post"><button>签发 Issue</button></form>
      {% endif %}</span></li>{% endfor %}</ul>
</section>
<section id="publish">
  <h2>发布 <small>Publish</small></h2>
  <p class="note">核验方只知道已发布的内容。 Verifiers know what has been published, and nothing else.</p>
  <p>第 {{ office.bundle.sequence }} 版信任包，{{ office.bundle.status_lists | length }} 份状态列表
    <small>Trust bundle {{ office.bundle.sequence }}, status lists: {{ office.bundle.status_lists | length }}</small>
  </p>
  <form action="/publish" method="post"><button>发布 Publish</button></form>
  <a class="button light" href="/bundle.cbor">信任包 Bundle</a> <a class="button light" href="/root.pem">根证书 Root</a>
</section>
</main>
<script nonce="{{ g.nonce }}">
  // A phone's camera opens this page with the certificate behind the #: no server sees it before the button is pressed.
  if (/^#\\d{20,}$/.test(location.hash)) document.getElementById("text").value = location.href;
</script>
"""

if __name__ == "__main__":
    main()
