"""What pyHanko is let do."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections import deque

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

import cicpa_credentials.sealing
from cicpa_credentials.errors import Code, KeyHandlingError, SealError
from cicpa_credentials.sealing.pyhanko_guard import bounded, guarded, silenced, waited
from office import a_root
from seals import sealed_once, verified


def code_of(error: Exception) -> Code:
    with pytest.raises(SealError) as caught, guarded():
        raise error
    assert caught.value.__cause__ is None
    assert "secret" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("error", [ValueError("secret"), RecursionError(), MemoryError(), AssertionError("secret")])
def test_whatever_it_raises_becomes_one_error_that_quotes_nothing(error: Exception) -> None:
    assert code_of(error) is Code.MALFORMED


def test_our_own_errors_stay_what_they_are() -> None:
    with pytest.raises(KeyHandlingError) as caught, guarded():
        raise KeyHandlingError(Code.SIGNING_FAILED, "why")
    assert caught.value.code is Code.SIGNING_FAILED


def test_a_user_who_interrupts_is_obeyed() -> None:
    with pytest.raises(KeyboardInterrupt), guarded():
        raise KeyboardInterrupt


class TestLog:
    def test_says_nothing_of_a_file(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        assert verified(sealed_once(), root=a_root(77).certificate).code is Code.SEAL_UNTRUSTED
        assert [one for one in caplog.records if one.name.startswith("pyhanko")] == []

    def test_is_left_to_a_host_that_uses_pyhanko_too(self, caplog: pytest.LogCaptureFixture) -> None:
        log = logging.getLogger("pyhanko.sign.general")
        with silenced():
            log.warning("ours")
        log.warning("the host's")
        assert [one.message for one in caplog.records] == ["the host's"]


class TestBound:
    def test_ends_what_would_not_end(self) -> None:
        def step() -> None: ...

        with pytest.raises(SealError) as caught, bounded():
            deque(iter(step, 1))
        assert caught.value.code is Code.MALFORMED
        assert sys.getprofile() is None

    def test_leaves_a_profiler_at_its_work(self) -> None:
        def profiler(*_: object) -> None: ...

        sys.setprofile(profiler)
        try:
            with bounded():
                assert sys.getprofile() is profiler
            assert sys.getprofile() is profiler
        finally:
            sys.setprofile(None)


def test_a_coroutine_is_waited_for_inside_and_outside_of_an_event_loop() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    async def host() -> int:
        return waited(answer())

    assert waited(answer()) == 42
    assert asyncio.run(host()) == 42


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    with pytest.raises(ModuleNotFoundError, match=r"cicpa-credentials\[sign\]"):
        importlib.reload(cicpa_credentials.sealing)
