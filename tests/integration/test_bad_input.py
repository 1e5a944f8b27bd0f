# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Broken settings and arguments: a message that names file and place, and the rest works on."""

import json
import os

import pytest
from perch_home import without_powers
from processes import KID, READY, needs_root

SOUND = {"executable": str(KID), "args": ["wait"]}


def write(home, name, content):
    """A file in the folder of the profiles, as it is."""
    folder = os.path.join(home.folder, "config", "perch", "backends")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if isinstance(content, dict):
        content = json.dumps(content)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def launch_beside_a_sound_one(home):
    home.add_backend("sound", ["print", READY, "wait"], ready={"on": "status"})
    home.run()
    home.start("sound")


def assert_told(home, path, *words):
    """One problem that names the file and all words, in the status and on stderr."""
    told = [text for text in home.status()["problems"] if text.startswith(path + ": ")]
    assert [text for text in told if all(word in text for word in words)], (told, words)
    story = home.story()
    for text in told:
        assert text in story
        assert text in home.perch("status").stdout


# What is in the file, and what the message names: the place, and what would be right.
BROKEN = {
    "cut-off": ('{"name": "bad", ', ["1:"]),
    "no-comma": ('{"executable": "/bin/true"\n "args": []}', ["2:2"]),
    "empty-file": ("", ["end of the text"]),
    "not-an-object": ("[]", ["object"]),
    "text": ("executable = /bin/true\n", ["1:1"]),
    "not-utf-8": (b'{"executable": "/bin/\xff"}', ["UTF-8"]),
    "too-deep": ("[" * 100000, ["1:"]),
    "twice": ('{"executable": "/bin/true", "executable": "/bin/false"}', ["executable"]),
    "no-executable": ({"args": []}, ["/executable"]),
    "executable-number": ({**SOUND, "executable": 5}, ["/executable", "string", "5"]),
    "executable-empty": ({**SOUND, "executable": ""}, ["/executable", "path"]),
    "executable-nul": ({**SOUND, "executable": "/bin/a\0b"}, ["1:", "\\u0000"]),
    "args-string": ({**SOUND, "args": "wait"}, ["/args", "array"]),
    "args-of-numbers": ({**SOUND, "args": ["a", 1]}, ["/args/1", "string"]),
    "env-list": ({**SOUND, "env": []}, ["/env", "object"]),
    "env-number": ({**SOUND, "env": {"A": 1}}, ["/env/A", "string"]),
    "env-name": ({**SOUND, "env": {"A=B": "1"}}, ["/env/A=B"]),
    "cwd": ({**SOUND, "cwd": False}, ["/cwd", "string"]),
    "kind": ({**SOUND, "kind": "soap"}, ["/kind", "stdio", "soap"]),
    "restart": ({**SOUND, "restart": "sometimes"}, ["/restart", "on-failure"]),
    "autostart": ({**SOUND, "autostart": "yes"}, ["/autostart", "true or false"]),
    "port-large": ({**SOUND, "port": 99999}, ["/port", "65535"]),
    "port-half": ({**SOUND, "port": 80.5}, ["/port"]),
    "port-negative": ({**SOUND, "port": -1}, ["/port"]),
    "stop-timeout": ({**SOUND, "stop_timeout_ms": -5}, ["/stop_timeout_ms"]),
    "ready-string": ({**SOUND, "ready": "spawn"}, ["/ready", "object"]),
    "ready-on": ({**SOUND, "ready": {"on": "luck"}}, ["/ready/on", "status"]),
    "ready-pattern": ({**SOUND, "ready": {"on": "log", "pattern": "("}}, ["/ready/pattern"]),
    "ready-port": ({**SOUND, "ready": {"on": "http"}}, ["/port", "http"]),
    "health-interval": (
        {**SOUND, "port": 1, "health": {"interval_ms": 1}},
        ["/health/interval_ms", "1000"],
    ),
    "name-empty": ({**SOUND, "name": ""}, ["/name"]),
    "name-slash": ({**SOUND, "name": "a/b"}, ["/name", "a/b"]),
    "name-dots": ({**SOUND, "name": ".."}, ["/name"]),
    "name-control": ({**SOUND, "name": "a\x1b[31mb"}, ["/name"]),
    "name-long": ({**SOUND, "name": "n" * 65}, ["/name", "64"]),
    "name-number": ({**SOUND, "name": 7}, ["/name", "string"]),
    "label-lines": ({**SOUND, "label": "two\nlines"}, ["/label"]),
}


@pytest.mark.parametrize("content, words", BROKEN.values(), ids=BROKEN)
def test_broken_profile(home, content, words):
    path = write(home, "bad.json", content)
    before = open(path, "rb").read()
    launch_beside_a_sound_one(home)
    assert_told(home, path, *words)
    assert [backend["name"] for backend in home.status()["backends"]] == ["sound"]
    assert home.perch("start", "bad", status=None).returncode == 4
    assert "\x1b" not in home.story()
    assert open(path, "rb").read() == before


def test_profile_of_10_mb(home):
    path = write(home, "bad.json", {**SOUND, "args": ["x" * 10_000_000]})
    launch_beside_a_sound_one(home)
    assert_told(home, path, "1 MiB")


def test_unknown_fields_are_no_harm(home):
    path = write(home, "odd.json", {**SOUND, "exeuctable": "x", "ready": {"onn": "spawn"}})
    launch_beside_a_sound_one(home)
    assert_told(home, path, "/exeuctable", "executable")
    assert_told(home, path, "/ready/onn")
    home.perch("start", "odd")


def test_two_profiles_of_one_name(home):
    first = write(home, "a.json", {**SOUND, "name": "twin"})
    second = write(home, "b.json", {**SOUND, "name": "twin", "label": "the other"})
    launch_beside_a_sound_one(home)
    assert_told(home, second, "/name", "twin", first)
    twins = [each for each in home.status()["backends"] if each["name"] == "twin"]
    assert [each["label"] for each in twins] == ["twin"]
    home.perch("start", "twin")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("nowhere", path)],
                         ids=["directory", "fifo", "dangling"])
def test_profile_that_is_no_file(home, make):
    path = write(home, "bad.json", "")
    os.remove(path)
    make(path)
    launch_beside_a_sound_one(home)
    assert_told(home, path)


@needs_root
def test_unreadable_profile(home):
    home.prefix = without_powers()
    path = write(home, "bad.json", SOUND)
    os.chmod(path, 0)
    launch_beside_a_sound_one(home)
    assert_told(home, path, "Permission denied")


@needs_root
def test_unreadable_folder_of_profiles(home):
    home.prefix = without_powers()
    path = os.path.dirname(write(home, "good.json", SOUND))
    os.chmod(path, 0)
    try:
        home.run()
        assert_told(home, path, "Permission denied")
    finally:
        os.chmod(path, 0o700)


def test_executable_that_is_a_directory(home):
    write(home, "dir.json", {"executable": "/usr"})
    launch_beside_a_sound_one(home)
    start = home.perch("start", "dir", status=None)
    assert start.returncode == 1
    assert "/usr: it is a directory" in start.stderr
    assert home.backend("dir")["state"] == "failed"


def test_name_of_a_file_that_can_not_be_a_name(home):
    path = write(home, "white space.json", SOUND)
    launch_beside_a_sound_one(home)
    assert_told(home, path, "/name", "white space")


SETTINGS = {
    "broken": ('{"autostart": ', ["1:"]),
    "wrong-type": ('{"autostart": "yes"}', ["/autostart", "true or false", "yes"]),
    "unknown": ('{"autostrat": true}', ["/autostrat", "autostart"]),
    "not-an-object": ("7", ["object"]),
    "empty": ("", ["end of the text"]),
}


@pytest.mark.parametrize("content, words", SETTINGS.values(), ids=SETTINGS)
def test_broken_companion_settings(home, content, words):
    folder = os.path.join(home.folder, "config", "perch")
    path = os.path.join(folder, "companion-settings.json")
    os.makedirs(folder, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(content)
    launch_beside_a_sound_one(home)
    assert_told(home, path, *words)
    with open(path, encoding="ascii") as file:
        assert file.read() == content


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["start", "no\udcffsuch"], 4, "no"),
        (["stop", "../../etc/passwd"], 4, "passwd"),
        (["start", ""], 4, ""),
        (["start", "a\nb\x1b[31m"], 4, "a"),
        (["restart", "n" * 100000], 4, "nnn"),
        (["start", "a", "b"], 2, "b"),
        (["st\udcffart"], 2, "start"),
        (["start", "--timeout", "soon"], 2, "soon"),
        (["status", "--jsno"], 2, "--jsno"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_bad_arguments(home, arguments, status, words):
    launch_beside_a_sound_one(home)
    asked = home.perch(*arguments, errors="surrogateescape", status=None)
    assert asked.returncode == status, asked
    assert words in asked.stderr
    assert "\x1b" not in asked.stderr
    assert home.backend("sound")["state"] == "running"


def test_arguments_that_are_not_utf_8(home):
    """They reach the backend as they are, and what is shown of them is sound."""
    odd = "odd\udcff\udcfe"
    report = os.path.join(home.service, "report")
    home.env["ODD"] = odd
    home.run("--backend", KID, "--", "report", report, "touch",
                 os.path.join(home.service, odd), "wait")
    home.perch("start")
    assert home.backend()["state"] == "running"
    while not os.path.exists(os.path.join(home.service, odd)):
        assert home.backend()["state"] == "running"
    with open(report, "rb") as file:
        assert b"env ODD=odd\xff\xfe\n" in file.read()


def test_backend_path_that_is_not_utf_8(home):
    path = os.path.join(home.service, "\udcff.sh")
    home.run("--backend", path)
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert "no such file" in start.stderr or "nothing at" in start.stderr
    with open(path, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexec sleep 60\n")
    os.chmod(path, 0o700)
    home.perch("start")
    assert home.backend()["executable"].endswith(".sh")
