from __future__ import annotations

from itertools import permutations

from cicpa_credentials.cli.exit_status import ExitStatus


def test_the_numbers_are_those_that_scripts_rely_on() -> None:
    assert [int(one) for one in ExitStatus] == [0, 1, 2, 3, 130, 141]


def test_an_invalid_certificate_is_never_hidden_by_another_result() -> None:
    statuses = (ExitStatus.OK, ExitStatus.INDETERMINATE, ExitStatus.USAGE, ExitStatus.REFUSED)
    for order in permutations(statuses):
        assert ExitStatus.worst(*order) is ExitStatus.REFUSED
    assert ExitStatus.worst(ExitStatus.OK, ExitStatus.USAGE, ExitStatus.INDETERMINATE) is ExitStatus.USAGE
    assert ExitStatus.worst(ExitStatus.OK, ExitStatus.INDETERMINATE) is ExitStatus.INDETERMINATE


def test_nothing_to_do_is_done() -> None:
    assert ExitStatus.worst() is ExitStatus.OK
