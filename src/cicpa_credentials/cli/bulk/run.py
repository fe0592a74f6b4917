"""One run over the lines of a batch: look up, prepare, issue, draw, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cicpa_credentials.cli.bulk.outcome import Outcome, OutcomeKind
from cicpa_credentials.cli.bulk.work import Prepared, draw, prepare
from cicpa_credentials.cli.register.succession import may_give_way, succession
from cicpa_credentials.errors import CicpaError, Code, CommandError, RegisterError
from cicpa_credentials.issuer import IssueRequest
from cicpa_credentials.members.reasons import ReissueReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

    from cicpa_credentials.cli.bulk.folder import BatchFolder
    from cicpa_credentials.cli.bulk.work import Conditions
    from cicpa_credentials.cli.desk import IssuerOf
    from cicpa_credentials.cli.register.succession import Succession
    from cicpa_credentials.issuer import IssuedCertificate, Issuer
    from cicpa_credentials.register import Entry, Register

__all__ = ["Run"]

_AT_ONCE: Final = 64
"""Lines that share the register's two transactions. Who is killed loses the drawing of three times as many at most."""

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
        reason: why certificates that members have are replaced.
        actor: who has all this issued.
    """

    register: Register
    issuer_of: IssuerOf
    folder: BatchFolder
    executor: Executor
    conditions: Conditions
    reason: ReissueReason | None
    actor: str | None

    def outcomes(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Outcome]:
        """What becomes of each line. While some are drawn, the next are prepared.

        Raises:
            RegisterError: when the register itself fails; run it again.
        """
        seen: dict[str, int] = {}
        rest = iter(lines)
        settled: list[Outcome] = []
        arriving = self._arrive(rest, seen, settled)
        leaving: list[_Pending] = []
        while arriving or settled or leaving:
            yield from settled
            settled = []
            following = self._arrive(rest, seen, settled)
            drawing = self._issue(arriving)
            for outcome in leaving:
                yield outcome()
            arriving, leaving = following, drawing

    def _arrive(self, rest: Iterator[tuple[int, bytes]], seen: dict[str, int], settled: list[Outcome]) -> list[_Line]:
        """Take the next lines in; those with which there is nothing to do are settled."""
        arriving = []
        for number, line in islice(rest, _AT_ONCE):
            request_id = self.folder.request_id(line)
            first = seen.setdefault(request_id, number)
            if first != number:
                error = CommandError(Code.ALREADY_ISSUED, f"the same as line {first}")
                settled.append(Outcome(line=number, kind=OutcomeKind.REFUSED, error=error))
                continue
            before = self.register.find_request(request_id)
            if before is not None and (picture := self.folder.picture(before.reference)).exists():
                settled.append(Outcome(line=number, kind=OutcomeKind.KEPT, reference=before.reference, picture=picture))
                continue
            prepared = self.executor.submit(prepare, line, self.conditions)
            arriving.append(_Line(number=number, request_id=request_id, before=before, prepared=prepared))
        return arriving

    def _issue(self, arriving: list[_Line]) -> list[_Pending]:
        """Issue what has been prepared, and have it drawn."""
        pending: list[_Pending] = []
        groups: dict[Issuer, list[tuple[_Line, Prepared, IssueRequest]]] = {}
        for line in arriving:
            try:
                prepared = _or_raise(line.prepared.result())
                issuer = self.issuer_of(str(prepared.record.association), prepared.record.category)
            except CicpaError as error:
                pending.append(_refused(line, error))
            else:
                groups.setdefault(issuer, []).append((line, prepared, self._request(line, prepared)))
        for issuer, group in groups.items():
            issued = issuer.issue_many([request for _, _, request in group])
            for (line, prepared, _), certificate in zip(group, issued, strict=True):
                if isinstance(certificate, CicpaError):
                    pending.append(_refused(line, certificate))
                else:
                    pending.append(self._draw(line, prepared, certificate))
        return pending

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
        drawn = self.executor.submit(draw, prepared, certificate.view, certificate.qr_text, self.conditions, picture)

        def outcome() -> Outcome:
            error = drawn.result()
            if error is None:
                return Outcome(line=line.number, kind=OutcomeKind.ISSUED, reference=entry.reference, picture=picture)
            return Outcome(line=line.number, kind=OutcomeKind.REFUSED, error=error, reference=entry.reference)

        return outcome


def _or_raise(prepared: Prepared | CicpaError) -> Prepared:
    if isinstance(prepared, CicpaError):
        raise prepared
    return prepared


def _refused(line: _Line, error: CicpaError) -> _Pending:
    if error.code is Code.USAGE:  # the command's fault, and so every line's
        raise error
    return partial(Outcome, line=line.number, kind=OutcomeKind.REFUSED, error=error)
