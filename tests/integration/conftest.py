# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

import os
import signal

import pytest

pytest.register_assert_rewrite("processes")

import processes  # noqa: E402: only now its assertions explain themselves
from perch_harness import Perch  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def subreaper():
    processes.become_subreaper()


@pytest.fixture(scope="session", autouse=True)
def quit_signal():
    """A shell's background command ignores SIGQUIT, and all that it starts inherits that."""
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


@pytest.fixture
def base(tmp_path):
    """Folder of run directories, not made yet."""
    return tmp_path / "run"


@pytest.fixture
def open_base(base):
    """A base of an unprivileged user, below folders that they may pass."""
    for folder in [base.parent, *base.parent.parents][:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    base.mkdir(mode=0o700)
    os.chown(base, processes.SOMEBODY, processes.SOMEBODY)
    return base


@pytest.fixture
def guard(base):
    """Starts guards that the end of the test also ends."""
    guards = []

    def start(script, **options):
        guards.append(processes.Guard(options.pop("base", base), script, **options))
        return guards[-1]

    yield start
    for each in guards:
        each.close()
    assert processes.children() == []


@pytest.fixture
def warnings_expected(monkeypatch):
    """For faults that Perch warns of: its warnings do not end it, as they do in other tests."""
    monkeypatch.setenv("G_DEBUG", "gc-friendly")


@pytest.fixture
def perch():
    """A Perch of the test's own, after which nothing may be left."""
    perch = Perch()
    try:
        yield perch
    finally:
        wrong = perch.finish()
    assert wrong == []
