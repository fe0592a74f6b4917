"""One run over the lines of a batch: look up, prepare, issue, draw, seal, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from cicpa_credentials.cli.bulk.outcome import Outcome, OutcomeKind
from cicpa_credentials.cli.bulk.work import Prepared, draw, draw_unsealed, prepare
from cicpa_credentials.cli.files import write
from cicpa_credentials.cli.register.succession import may_give_way, succession
from cicpa_credentials.errors import CicpaError, Code, CommandError, KeyHandlingError, RegisterError
from cicpa_credentials.issuer import IssueRequest
from cicpa_credentials.members.reasons import ReissueReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from cicpa_credentials.cli.bulk.folder import BatchFolder
    from cicpa_credentials.cli.bulk.sealing import Sealer
    from cicpa_credentials.cli.bulk.work import Conditions
    from cicpa_credentials.cli.desk import IssuerOf
    from cicpa_credentials.cli.register.succession import Succession
    from cicpa_credentials.issuer import IssuedCertificate, Issuer
    from cicpa_credentials.register import Entry, Register
    from cicpa_credentials.render import UnsealedPdf

__all__ = ["Run"]

_AT_ONCE: Final = 64
"""Lines that share the register's two transactions. Who is killed loses the drawing of three times as many at most."""

_Done = TypeVar("_Done")
_Pending: TypeAlias = "Callable[[], Outcome]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line on its way."""

    number: int
    request_id: str
    before: Entry | None
    prepared: Future[Prepared | CicpaError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run, and all that its lines share.

    Attributes:
        register: where certificates are registered.
        issuer_of: the issuer for an association's certificates of a category.
        folder: of the batch.
        executor: does what takes time.
        conditions: for that.
        sealer: seals what is drawn, if it is to be.
        reason: why certificates that members have are replaced.
        actor: who has all this issued.
    """

    register: Register
    issuer_of: IssuerOf
    folder: BatchFolder
    executor: Executor
    conditions: Conditions
    sealer: Sealer | None
    reason: ReissueReason | None
    actor: str | None

    def outcomes(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Outcome]:
        """What becomes of each line, in their order. While some are drawn, the next are prepared.

        Raises:
            RegisterError: when the register itself fails; run it again.
            KeyHandlingError: when a seal fails: all that followed would be registered in vain.
        """
        seen: dict[str, int] = {}
        rest = iter(lines)
        arriving = self._arrive(rest, seen)
        leaving: list[_Pending] = []
        while arriving or leaving:
            following = self._arrive(rest, seen)
            drawing = self._issue(arriving)
            for outcome in leaving:
                yield outcome()
            arriving, leaving = following, drawing

    def _arrive(self, rest: Iterator[tuple[int, bytes]], seen: dict[str, int]) -> list[_Line | Outcome]:
        """Take the next lines in; those with which there is nothing to do have their outcome."""
        arriving: list[_Line | Outcome] = []
        for number, line in islice(rest, _AT_ONCE):
            request_id = self.folder.request_id(line)
            first = seen.setdefault(request_id, number)
            if first != number:
                error = CommandError(Code.ALREADY_ISSUED, f"the same as line {first}")
                arriving.append(Outcome(line=number, kind=OutcomeKind.REFUSED, error=error))
                continue
            before = self.register.find_request(request_id)
            if before is not None and (picture := self.folder.picture(before.reference)).exists():
                done = Outcome(line=number, kind=OutcomeKind.KEPT, reference=before.reference, picture=picture)
                arriving.append(done)
                continue
            prepared = self.executor.submit(prepare, line, self.conditions)
            arriving.append(_Line(number=number, request_id=request_id, before=before, prepared=prepared))
        return arriving

    def _issue(self, arriving: list[_Line | Outcome]) -> list[_Pending]:
        """Issue what has been prepared, and have it drawn; for each line in turn, what tells its outcome."""
        pending: dict[int, _Pending] = {}
        groups: dict[Issuer, list[tuple[_Line, Prepared, IssueRequest]]] = {}
        for line in arriving:
            if isinstance(line, Outcome):
                pending[line.line] = partial(_settled, line)
                continue
            try:
                prepared = _or_raise(line.prepared.result())
                issuer = self._issuer(prepared)
            except CicpaError as error:
                pending[line.number] = _refused(line, error)
            else:
                groups.setdefault(issuer, []).append((line, prepared, self._request(line, prepared)))
        for issuer, group in groups.items():
            issued = issuer.issue_many([request for _, _, request in group])
            for (line, prepared, _), certificate in zip(group, issued, strict=True):
                if isinstance(certificate, CicpaError):
                    pending[line.number] = _refused(line, certificate)
                else:
                    pending[line.number] = self._draw(line, prepared, certificate)
        return [pending[number] for number in sorted(pending)]

    def _issuer(self, prepared: Prepared) -> Issuer:
        """The issuer, where what it issues can be sealed too."""
        code, category = prepared.issued_as
        issuer = self.issuer_of(code, category)
        if self.sealer is not None:
            self.sealer.require_ready(code, category)
        return issuer

    def _request(self, line: _Line, prepared: Prepared) -> IssueRequest:
        replaces, reason = self._succession(line, prepared)
        return IssueRequest(
            record=prepared.record,
            request_id=line.request_id,
            photo=prepared.photo,
            replaces=replaces,
            reason=reason,
            actor=self.actor,
        )

    def _succession(self, line: _Line, prepared: Prepared) -> Succession:
        """Where an earlier run recorded a certificate and never drew it, that one gives way, and nothing else."""
        if line.before is None:
            view: Any = prepared.record  # a complete record has both
            return succession(self.register, view.number, view.category, self.reason)
        reason = ReissueReason.NOT_DELIVERED
        return ((line.before.reference,), reason) if may_give_way(line.before, reason) else ((), None)

    def _draw(self, line: _Line, prepared: Prepared, certificate: IssuedCertificate) -> _Pending:
        entry = self.register.find_request(line.request_id)
        if entry is None:
            raise RegisterError(Code.STORAGE_FAILED, "the register does not have what it recorded: verify it")
        picture = self.folder.picture(entry.reference)
        finished = self._finish(prepared, certificate, picture)

        def outcome() -> Outcome:
            error = finished()
            if error is None:
                return Outcome(line=line.number, kind=OutcomeKind.ISSUED, reference=entry.reference, picture=picture)
            return Outcome(line=line.number, kind=OutcomeKind.REFUSED, error=error, reference=entry.reference)

        return outcome

    def _finish(
        self, prepared: Prepared, certificate: IssuedCertificate, picture: Path
    ) -> Callable[[], CicpaError | None]:
        """Have it drawn and written; what waits until it is, and says why it is not."""
        what = (prepared, certificate.view, certificate.qr_text, self.conditions)
        if self.sealer is None:
            return self.executor.submit(draw, *what, picture).result
        unsealed = self.executor.submit(draw_unsealed, *what)
        return partial(self._seal, self.sealer, unsealed, prepared, picture)

    def _seal(
        self, sealer: Sealer, unsealed: Future[UnsealedPdf | CicpaError], prepared: Prepared, picture: Path
    ) -> CicpaError | None:
        try:
            write(picture, sealer.seal(_or_raise(unsealed.result()), *prepared.issued_as))
        except KeyHandlingError:
            raise
        except CicpaError as error:
            return error
        return None


def _or_raise(done: _Done | CicpaError) -> _Done:
    if isinstance(done, CicpaError):
        raise done
    return done


def _settled(outcome: Outcome) -> Outcome:
    return outcome


def _refused(line: _Line, error: CicpaError) -> _Pending:
    if error.code is Code.USAGE:  # the command's fault, and so every line's
        raise error
    return partial(Outcome, line=line.number, kind=OutcomeKind.REFUSED, error=error)
