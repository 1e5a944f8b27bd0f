# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

import pytest

import processes


@pytest.fixture(scope="session", autouse=True)
def subreaper():
    processes.become_subreaper()


@pytest.fixture
def base(tmp_path):
    """Folder of run directories, not made yet."""
    return tmp_path / "run"


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
