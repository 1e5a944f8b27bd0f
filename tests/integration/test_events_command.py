# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""`perch events`: what it prints, and when it ends."""

import contextlib
import json
import re
import signal
import subprocess

import pytest
from event_backend import KEPT, emit, emitting_home, say
from perch_home import PATIENCE, PERCH


@pytest.fixture
def home():
    with emitting_home() as home:
        yield home


@contextlib.contextmanager
def events(home, *args):
    command = subprocess.Popen([PERCH, "events", *args], env=home.env, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    try:
        yield command
    finally:
        command.kill()
        command.communicate()


def test_command(home):
    with events(home, "--since", "0") as command:
        assert re.fullmatch(r'\d\d:\d\d:\d\d\.\d{3} perch backend_state '
                            r'\{"backend":"main","state":"starting"\}\n', command.stdout.readline())
        command.stdout.readline()
        say(home, '{"event": "done", "text": "\\u001b[2J\x9b"}')
        assert command.stdout.readline().endswith(
            ' main done {"text": "\\u001b[2J\\xc2\\x9b"}\n')
        command.send_signal(signal.SIGINT)
        assert command.wait(PATIENCE) == -signal.SIGINT


def test_command_json_and_filter(home):
    with events(home, "--since", "0", "--json", "--filter", "tick", "--filter", "other") as command:
        emit(home, 1)
        say(home, '{"event": "unwanted"}')
        say(home, '{"event": "other"}')
        assert json.loads(command.stdout.readline())["payload"]["n"] == 1
        assert json.loads(command.stdout.readline())["event"] == "other"


def test_command_filters_by_pattern(home):
    with events(home, "--since", "0", "--json", "--filter", "ti*, o?her,") as command:
        say(home, '{"event": "tie"}')
        say(home, '{"event": "others"}')
        say(home, '{"event": "other"}')
        assert json.loads(command.stdout.readline())["event"] == "tie"
        assert json.loads(command.stdout.readline())["event"] == "other"


def test_command_says_what_is_missing(home):
    emit(home, KEPT)
    with events(home, "--since", "1", "--filter", "tick", "--json") as command:
        assert json.loads(command.stdout.readline())["payload"]["n"] == 1
        assert "events_lost" in command.stderr.readline()


def test_command_ends_with_its_reader(home):
    with events(home, "--since", "0") as command:
        command.stdout.readline()
        command.stdout.close()
        while command.poll() is None:
            emit(home, 1)
        assert command.returncode in (0, -signal.SIGPIPE)


def test_command_ends_with_perch(home):
    with events(home, "--since", "0") as command:
        command.stdout.readline()
        home.perch("quit")
        assert command.wait(PATIENCE) == 3
        assert command.stderr.read() == "perch: Perch has ended\n"
    assert home.perch("events", status=3).stderr == "perch: Perch is not running\n"
    home.perch("events", "--since", "-1", status=2)
    home.perch("events", "--since", "x", status=2)
