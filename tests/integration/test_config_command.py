# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""`perch config`: with and without a perch that runs, refused, and killed at it."""

import json
import random
import subprocess

import pytest
from perch_home import PERCH
from saved_settings import bridge_file, check_port

ROUNDS = 40


@pytest.fixture
def home(home):
    home.add_backend("main", "wait")
    return home


def test_without_perch(home):
    """get and set work on the files then."""
    home.configure("bridge")
    assert home.perch("config", "get", "bridge.port").stdout == "5001\n"
    assert "when Perch starts" in home.perch("config", "set", "bridge.port", "1234").stdout
    assert home.ask("config", "get", "bridge")["port"] == 1234
    home.perch("config", "set", "bridge.limits.max_connections", "8")
    assert "bridge.limits.max_connections = 8\n" in home.perch("config", "get").stdout
    home.perch("config", "set", "bridge.port", "null")
    assert json.loads(bridge_file(home).read_text()) == {"limits": {"max_connections": 8}}
    home.perch("config", "set", "bridge.host", "localhost")
    assert home.perch("config", "get", "bridge.host").stdout == "localhost\n"
    assert not home.socket_path.exists()


@pytest.mark.parametrize("args, status, words", [
    (["get", "brigde"], 1, "there are bridge, companion"),
    (["get", "bridge.prot"], 1, '"perch config get bridge" shows all'),
    (["set", "bridge.port", "many"], 1, "/port: expected an integer"),
    (["set", "bridge.prot", "1"], 1, 'did you mean "port"?'),
    (["set", "brigde.port", "1"], 1, "there are bridge, companion"),
    (["set", "bridge", "1"], 2, "they look like bridge.port"),
    (["set", "bridge..port", "1"], 2, "they look like bridge.port"),
    (["set", "bridge.port"], 2, "takes a key and a value"),
    (["get", "a", "b"], 2, "say get [KEY]"),
    (["validate", "/etc/hostname"], 2, "no settings file by its name"),
    ([], 2, "say get, set, path or validate"),
])
@pytest.mark.parametrize("runs", [False, True])
def test_command_refused(home, runs, args, status, words):
    if runs:
        home.run()
    before = bridge_file(home).read_bytes()
    done = home.perch("config", *args, status=status)
    assert words in done.stderr and done.stdout == ""
    assert bridge_file(home).read_bytes() == before


def test_validate(home):
    assert "0 errors, 0 warnings" in home.perch("config", "validate").stdout
    bridge_file(home).write_text('{\n"port": true,\n"prot": 1,\n"host": "0.0.0.0"}')
    (home.profiles / "bad.json").write_text('{"executable": "x",\n"ready": {"on": "log", '
                                            '"pattern": "("}}')
    (home.settings / "triggers.json").write_text('{"triggers": [\n{"name": 1}]}')
    done = home.perch("config", "validate", status=1)
    assert f"error: {bridge_file(home)}:2: /port: expected an integer from 0 to 65535" in done.stdout
    assert f"warning: {bridge_file(home)}:3: /prot: " in done.stdout
    assert f"error: {bridge_file(home)}:4: /host: expected one of" in done.stdout
    assert f"error: {home.settings}/triggers.json:2: /triggers/0/name: " in done.stdout
    assert "/ready/pattern: expected a regular expression" in done.stdout
    report = home.ask("config", "validate", str(bridge_file(home)), status=1)
    assert [p["severity"] for p in report["problems"]] == ["error", "warning", "error"]
    assert report["files"] == 1
    bridge_file(home).write_text('{"prot": 1}')
    assert "0 errors, 1 warnings" in home.perch("config", "validate", str(bridge_file(home))).stdout


def test_killed_command(home):
    """Whenever `perch config set` is killed, the file is the old one or the new one."""
    home.configure("bridge", port=0)
    chance = random.Random(1)
    for port in range(1, ROUNDS + 1):
        before = json.loads(bridge_file(home).read_text())["port"]
        process = subprocess.Popen([PERCH, "config", "set", "bridge.port", str(port)],
                                   env=home.env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.communicate(timeout=chance.random() * 0.03)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        check_port(home, before, port)
    home.perch("config", "set", "bridge.port", "0")
    check_port(home, 0)
