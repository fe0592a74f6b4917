"""Answers for a past moment: with the bundle and the list of then, and with what is known about keys now."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.values import Category
from cicpa_credentials.status import Archive, Status
from cicpa_credentials.verifier import Edition, ListUsed, Report, Step, Verdict, VerificationError, Verifier
from office import BEIJING, BOTH, CERTIFICATE, DAY, ENTRY, bundle, certified, clock, issue, issuer
from pki import NOW, ec_key
from sample_records import record
from status_samples import INDEX, REFERENCE, URI, a_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.status.archive import View

CREDENTIAL: Final = issue(status=REFERENCE).credential
"""Of the first day; it runs for a year."""

OTHER: Final = InProcessSigner(ec_key(9007))
MAY: Final = NOW + 80 * DAY
"""When the verifier asks; it asks about what was before."""


def on(day: float) -> datetime:
    return NOW + day * DAY


def edition(number: int, day: float, *entries: TrustedIssuer, lists: tuple[bytes, ...] = ()) -> TrustBundle:
    """A bundle for forty days from a day on."""
    return bundle(*entries, sequence=number, issued=on(day), expires=on(day + 40), status_lists=lists)


def list_of(day: float, status: Status = Status.VALID, **changes: Any) -> bytes:  # noqa: ANN401 - whatever `a_list` takes
    return a_list([(INDEX, status)], issued=on(day), ttl=30 * DAY, expires=on(day + 40), **changes)


FIRST: Final = edition(1, 0, lists=(list_of(0),))
SECOND: Final = edition(2, 30, lists=(list_of(30, Status.SUSPENDED),))
THIRD: Final = edition(3, 60, lists=(list_of(60, Status.INVALID),))


def ask(
    at: datetime | None,
    *earlier: TrustBundle,
    newest: TrustBundle = THIRD,
    lists: tuple[bytes, ...] = (),
    credential: bytes = CREDENTIAL,
) -> Report:
    verifier = Verifier(newest, archive=Archive(earlier, lists=lists), clock=clock(MAY))
    report = verifier.evaluate(credential, at=at)
    assert schemas.problems("report", report.to_dict()) == ()
    return report


def found(*args: Any, **kwargs: Any) -> tuple[Verdict, Code | None]:  # noqa: ANN401 - whatever `ask` takes
    report = ask(*args, **kwargs)
    return report.verdict, report.code


VALID = (Verdict.VALID, None)


class TestTheStatusIsThatOfTheDay:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (0, VALID),
            (29.99, VALID),
            (30, (Verdict.INVALID, Code.SUSPENDED)),
            (59.99, (Verdict.INVALID, Code.SUSPENDED)),
            (60, (Verdict.INVALID, Code.REVOKED)),
            (80, (Verdict.INVALID, Code.REVOKED)),
        ],
    )
    def test_from_the_newest_list_that_had_been_made(self, day: float, expected: tuple[Verdict, Code | None]) -> None:
        assert found(on(day), FIRST, SECOND) == expected
        assert found(on(day), SECOND, FIRST, FIRST) == expected

    def test_the_report_says_which_bundle_and_which_list(self) -> None:
        report = ask(on(35), FIRST, SECOND)
        assert report.at == on(35)
        assert report.basis.bundle == Edition(sequence=2, issued=on(30))
        assert report.basis.keys == Edition(sequence=3, issued=on(60))
        assert report.basis.status_list == ListUsed(uri=URI, issued=on(30))
        assert report.to_dict()["basis"] == {
            "bundle": {"sequence": 2, "issued": on(30).isoformat()},
            "keys": {"sequence": 3, "issued": on(60).isoformat()},
            "status_list": {"uri": URI, "issued": on(30).isoformat()},
        }

    def test_a_bundle_and_a_list_count_from_the_second_they_were_made(self) -> None:
        basis = ask(on(30), FIRST, SECOND).basis
        assert basis.bundle == Edition(sequence=2, issued=on(30))
        assert basis.status_list == ListUsed(uri=URI, issued=on(30))

    def test_a_list_of_then_that_only_a_later_bundle_carries_counts(self) -> None:
        later = edition(4, 70, lists=(list_of(20, Status.SUSPENDED),))
        assert found(on(25), FIRST, SECOND, newest=later) == (Verdict.INVALID, Code.SUSPENDED)
        assert found(on(19), FIRST, SECOND, newest=later) == VALID

    def test_a_list_that_came_by_another_way_counts(self) -> None:
        kept = (list_of(10, Status.SUSPENDED), list_of(12), b"no list")
        assert found(on(11), FIRST, SECOND, lists=kept) == (Verdict.INVALID, Code.SUSPENDED)
        assert found(on(13), FIRST, SECOND, lists=kept) == VALID

    def test_what_a_later_list_says_is_no_answer(self) -> None:
        """A certificate that is revoked now may have held then; one that holds now may have been suspended."""
        assert found(on(40), newest=edition(3, 30, lists=(list_of(60, Status.INVALID),))) == (
            Verdict.INDETERMINATE,
            Code.STATUS_UNKNOWN,
        )
        assert ask(on(40), newest=edition(3, 30, lists=(list_of(60),))).basis.status_list is None

    def test_a_list_that_was_out_of_date_then_settles_nothing(self) -> None:
        assert found(on(31), newest=edition(1, 0, lists=(list_of(0),))) == (
            Verdict.INDETERMINATE,
            Code.STATUS_STALE,
        )

    def test_a_certificate_of_a_later_day_was_not_valid_yet(self) -> None:
        later = issue(status=REFERENCE, at=on(10)).credential
        assert found(on(5), FIRST, SECOND, credential=later) == (Verdict.INVALID, Code.NOT_YET_VALID)


class TestTheWindowIsThatOfTheBundleOfTheDay:
    def test_without_one_of_that_day_nothing_is_settled(self) -> None:
        report = ask(on(20), SECOND)
        assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.BUNDLE_EXPIRED)
        assert report.basis.bundle == Edition(sequence=2, issued=on(30)), "the oldest at hand"

    def test_one_that_had_run_out_settles_nothing(self) -> None:
        assert found(on(45), FIRST) == (Verdict.INDETERMINATE, Code.BUNDLE_EXPIRED)

    def test_of_the_newest_bundle_alone_there_is_an_answer_for_its_own_time(self) -> None:
        assert found(on(61)) == (Verdict.INVALID, Code.REVOKED)


class TestWhatIsKnownAboutKeysOnlyGrows:
    LEAKED = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=on(50))
    RETIRED = TrustedIssuer.of((CERTIFICATE,), state=KeyState.RETIRED, since=on(50))
    BEIJINGS = TrustedIssuer.of((certified(OTHER, of=BEIJING),))

    def test_a_key_that_was_found_compromised_later_was_compromised_then(self) -> None:
        newest = edition(3, 60, self.LEAKED)
        assert found(on(10), FIRST, SECOND, newest=newest) == (Verdict.INDETERMINATE, Code.KEY_COMPROMISED)
        after = issue(status=REFERENCE, at=on(55)).credential
        assert found(on(56), FIRST, SECOND, newest=newest, credential=after) == (
            Verdict.INVALID,
            Code.KEY_COMPROMISED,
        )

    def test_lists_by_such_a_key_count_for_nothing(self) -> None:
        report = ask(on(10), FIRST, SECOND, newest=edition(3, 60, self.LEAKED))
        assert report.checks[Step.STATUS - 1].code is Code.STATUS_UNKNOWN

    def test_even_where_the_bundle_after_that_dropped_the_key(self) -> None:
        between, newest = edition(2, 30, self.LEAKED), edition(3, 60, self.BEIJINGS)
        assert found(on(10), FIRST, between, newest=newest) == (Verdict.INDETERMINATE, Code.KEY_COMPROMISED)

    def test_even_where_only_another_certificate_of_the_key_is_still_told_of(self) -> None:
        renewed = certified(window=(on(40), on(600)))
        leaked = TrustedIssuer.of((renewed,), state=KeyState.COMPROMISED, since=on(50))
        assert found(on(10), FIRST, newest=edition(3, 60, leaked)) == (Verdict.INDETERMINATE, Code.KEY_COMPROMISED)

    def test_a_key_that_was_retired_later_signed_well_before(self) -> None:
        newest = edition(3, 60, self.RETIRED)
        assert found(on(10), FIRST, SECOND, newest=newest) == VALID

    def test_a_key_that_a_later_bundle_dropped_is_found_in_the_older_one(self) -> None:
        newest = edition(3, 60, self.BEIJINGS)
        assert found(on(10), FIRST, newest=newest) == VALID
        assert found(None, FIRST, newest=newest) == (Verdict.INVALID, Code.UNKNOWN_ISSUER)
        assert found(on(61), FIRST, newest=newest) == (Verdict.INVALID, Code.UNKNOWN_ISSUER)

    def test_a_key_that_was_dropped_before_that_day_is_not(self) -> None:
        then = edition(2, 5, self.BEIJINGS)
        assert found(on(10), FIRST, then, newest=edition(3, 60, self.BEIJINGS)) == (
            Verdict.INVALID,
            Code.UNKNOWN_ISSUER,
        )

    def test_the_newest_word_on_what_a_certificate_may_sign_counts(self) -> None:
        narrow = certified(categories=frozenset({Category.NON_PRACTISING}))
        mandate = TrustedIssuer.of((narrow,)).mandate
        narrowed = TrustedIssuer.of((CERTIFICATE,), mandate=mandate)
        assert record().category is Category.PRACTISING
        assert ENTRY.mandate.categories == BOTH
        assert found(on(10), FIRST, newest=edition(3, 60, narrowed)) == (Verdict.INVALID, Code.OUT_OF_SCOPE)

    def test_and_so_does_its_word_on_when(self) -> None:
        """The older entry for the same certificate, whose window was longer, is no way round it."""
        shorter = replace(ENTRY.mandate, not_after=NOW - DAY)
        shortened = TrustedIssuer.of((CERTIFICATE,), mandate=shorter)
        report = ask(on(10), FIRST, newest=edition(3, 60, shortened))
        assert (report.verdict, report.code) == (Verdict.INVALID, Code.KEY_NOT_VALID)


@pytest.fixture
def machine_in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as settings:
        settings.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


class TestNow:
    @pytest.mark.parametrize("newest", [THIRD, edition(3, 60), edition(3, 60, lists=(list_of(70),)), FIRST])
    def test_asked_about_now_it_is_what_it_says_unasked(self, newest: TrustBundle) -> None:
        assert ask(MAY, FIRST, newest=newest) == ask(None, FIRST, newest=newest)

    def test_the_clock_is_read_once(self) -> None:
        ticks: list[None] = []

        def ticking() -> datetime:
            ticks.append(None)
            return MAY

        Verifier(THIRD, clock=ticking).evaluate(CREDENTIAL, at=on(61))
        assert len(ticks) == 1

    @pytest.mark.parametrize("moment", [MAY + timedelta(seconds=1), MAY.replace(tzinfo=None)])
    def test_a_moment_that_has_not_come_or_is_none_is_the_callers_mistake(self, moment: datetime) -> None:
        with pytest.raises(ValueError, match="must be aware, and not in the future"):
            ask(moment)

    def test_a_moment_may_be_told_in_any_zone(self) -> None:
        report = ask(on(35).astimezone(timezone(timedelta(hours=8))), FIRST, SECOND)
        assert report.to_dict()["at"] == on(35).isoformat()

    @pytest.mark.usefixtures("machine_in_china")
    def test_and_is_told_in_utc_wherever_the_machine_is(self) -> None:
        assert ask(on(35).astimezone(), FIRST, SECOND).to_dict()["at"] == on(35).isoformat()

    def test_many_certificates_of_one_day_share_the_work(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looked: list[datetime] = []
        look = Archive.at

        def watched(archive: Archive, moment: datetime, *, newest: TrustBundle) -> View:
            looked.append(moment)
            return look(archive, moment, newest=newest)

        monkeypatch.setattr(Archive, "at", watched)
        verifier = Verifier(THIRD, archive=Archive((FIRST, SECOND)), clock=clock(MAY))
        days = [on(10), on(10), on(10), on(35), on(10)]
        assert [verifier.evaluate(CREDENTIAL, at=day).verdict for day in days] == [
            Verdict.VALID,
            Verdict.VALID,
            Verdict.VALID,
            Verdict.INVALID,
            Verdict.VALID,
        ]
        assert looked == [on(10), on(35), on(10)]

    def test_verify_asks_about_a_moment_too(self) -> None:
        verifier = Verifier(THIRD, archive=Archive((FIRST, SECOND)), clock=clock(MAY))
        assert verifier.verify(CREDENTIAL, at=on(10)).issued_at == NOW
        with pytest.raises(VerificationError) as refused:
            verifier.verify(CREDENTIAL, at=on(35))
        assert refused.value.code is Code.SUSPENDED
        assert refused.value.report.basis.bundle.sequence == 2


def test_a_certificate_without_status_or_signature_rests_on_the_bundle_alone() -> None:
    bare = issuer().issue(record()).credential
    assert ask(on(61), credential=bare).basis.status_list is None
    assert ask(on(61), credential=b"\xff").basis.bundle == Edition(sequence=3, issued=on(60))
