# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

import os
import signal
import subprocess

import pytest

pytest.register_assert_rewrite("object_servers", "perch_home", "processes")

import processes  # noqa: E402: only now its assertions explain themselves
from perch_home import PerchHome  # noqa: E402


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
def make_home():
    """Makes homes in which perch writes what it has to say into a file, and in which nothing may be
    left after the test."""
    homes = []

    def make(name="."):
        homes.append(PerchHome(name))
        homes[-1].stderr = homes[-1].output
        return homes[-1]

    yield make
    try:
        for home in homes:
            home.leave()
    finally:
        for home in homes:
            home.close()


@pytest.fixture
def home(make_home):
    return make_home()


@pytest.fixture
def venv(home):
    """An environment that sees Debian's packages."""
    path = home.folder / "env"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", "--system-site-packages",
                    path], check=True)
    return path


@pytest.fixture
def start_server():
    """Starts servers of resources/python that end with the test."""
    from object_servers import Server  # here, since most tests do without the packages it needs

    servers = []

    def start(*args, **options):
        servers.append(Server(*args, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
