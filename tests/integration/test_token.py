# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The token that opens the TCP ports of the real perch: where it is, and where it is not."""

import contextlib
import shutil
import subprocess

import processes
import pytest
from perch_home import PerchHome
from surface_ports import LISTED, Port, open_bridge, request


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


@pytest.fixture
def bridge(home):
    return open_bridge(home)


def test_token_is_told_nowhere(home, bridge):
    token = home.perch("token").stdout.strip()
    assert len(token) == 64
    held = home.runtime / "perch" / "token"
    assert held.read_text() == token
    assert held.stat().st_mode & 0o777 == 0o600
    bridge.status(request(path=f"/{token}"))
    bridge.status(request(origin=LISTED, token=token))
    bridge.status(request(token=token, path="/none"))
    for pid in processes.marked(home.mark):
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/{name}", "rb") as file:
                assert token.encode() not in file.read()
    home.perch("quit")
    assert not held.exists()
    for path in home.folder.rglob("*"):
        if path.is_file():
            assert token.encode() not in path.read_bytes(), path
    for process in home.started:
        assert token not in process.stderr.read()


def test_token_is_new_each_time(home):
    tokens = set()
    for _ in range(2):
        home.run()
        tokens.add(home.perch("token").stdout)
        home.perch("quit")
    assert len(tokens) == 2
    assert "not running" in home.perch("token", status=3).stderr


@pytest.fixture
def secret_service(home):
    """A session bus of the home's own, on which a real Secret Service can be started."""
    if not all(map(shutil.which, ("dbus-daemon", "gnome-keyring-daemon", "secret-tool"))):
        pytest.skip("needs dbus-daemon, gnome-keyring and libsecret-tools")
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                           env=home.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    home.started.append(bus)
    with bus.stdout as stdout:
        home.env["DBUS_SESSION_BUS_ADDRESS"] = stdout.readline().strip()


def test_token_in_secret_service(home, secret_service):
    """Where there is a Secret Service the token is there, and in no file."""
    home.run()
    token = home.perch("token").stdout

    def found():
        return subprocess.run(["secret-tool", "lookup", "application", "org.perch.Perch"],
                              env=home.env, capture_output=True, text=True).stdout == token.strip()

    processes.wait_until(found, "the token is in the Secret Service")
    assert not (home.runtime / "perch" / "token").exists()


def test_token_is_required(home):
    home.configure("bridge", port=0, require_token=True)
    home.run()
    port = Port(home, "bridge")
    assert port.status(request()) == 401
    assert port.status(request(token=home.ask("token")["token"])) == 200
