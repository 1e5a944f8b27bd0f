# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a backend does with its stdout and stderr must not harm Perch."""

import json
import os
import signal
import time

import proc
import pytest
from kid_backend import READY, add_kid, assert_nothing_runs, journal
from perch_harness import PROGRAM
from processes import PATIENCE

pytestmark = pytest.mark.usefixtures("warnings_expected")

ON_STATUS = {"on": "status"}
MIB = 1 << 20
# A Perch that reads a flood needs buffers, and a log that is being written; not more than that.
GROWTH = 48 * MIB
with open(PROGRAM, "rb") as program:
    SANITIZED = b"__asan_init" in program.read()


def memory(perch):
    with open(f"/proc/{perch.pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise AssertionError("Perch is gone")


def add_script(perch, body, name="main", **fields):
    """A profile that runs a shell script, whose output can have bytes that no profile can."""
    program = os.path.join(perch.service_dir, name + ".sh")
    with open(program, "wb") as file:
        file.write(b"#!/bin/sh\n" + body)
    os.chmod(program, 0o700)
    perch.profile(name, executable=program, **fields)


def test_closed_output_is_not_the_end(perch):
    add_kid(perch, f"print {READY} close 1 close 2 close 0 exit-on USR1 5 wait", ready=ON_STATUS,
            restart="never")
    perch.launch()
    pid = perch.start()["pid"]
    proc.until(lambda: not os.path.exists(f"/proc/{pid}/fd/1"), "kid to close it")
    proc.until(lambda: perch.backend()["uptime_seconds"] >= 1, perch.story)
    backend = perch.backend()
    assert (backend["state"], backend["pid"]) == ("running", pid)
    os.kill(pid, signal.SIGUSR1)
    assert perch.until_state("failed")["exit"]["code"] == 5
    assert_nothing_runs(perch)


def test_exit_is_known_while_others_hold_the_output(perch):
    """Descendants are ended with the main process; one that is none of ours is not waited for."""
    add_kid(perch, f"daemon [ ignore TERM wait ] print {READY} wait", ready=ON_STATUS,
            restart="never")
    perch.launch()
    pid = perch.start()["pid"]
    with open(f"/proc/{pid}/fd/1", "wb") as stranger:
        os.kill(pid, signal.SIGKILL)
        perch.until_state("failed")
        assert_nothing_runs(perch)
        perch.run("start")
        perch.run("stop")
        assert perch.backend()["state"] == "stopped"
        assert not stranger.closed


@pytest.mark.parametrize("stop", ["flood", "ignore TERM flood"], ids=["polite", "deaf"])
def test_flood(perch, stop):
    add_kid(perch, f"print {READY} {stop}", ready=ON_STATUS, stop_timeout_ms=300)
    perch.launch()
    perch.start()
    most = before = memory(perch)
    times = []
    for _ in range(20):
        begin = time.monotonic()
        assert perch.backend()["state"] == "running"
        times.append(time.monotonic() - begin)
        most = max(most, memory(perch))
    # Two starts of perch and two requests each, on a machine that is busy with the flood.
    assert sorted(times)[len(times) // 2] < 1
    begin = time.monotonic()
    perch.run("stop")
    assert time.monotonic() - begin < 5
    assert_nothing_runs(perch)
    assert max(most, memory(perch)) - before < GROWTH


def test_log_takes_so_much_and_no_more(perch):
    """What the log leaves out it says. No two lines are the same: those are counted instead."""
    script = f"echo '{READY}'; exec seq -f 'line %0100g' 1000000000"
    perch.profile("main", executable="/bin/sh", args=["-c", script], ready=ON_STATUS)
    perch.launch()
    perch.start()
    if SANITIZED:  # too slow to say more than the log takes
        proc.until(lambda: perch.backend()["uptime_seconds"] >= 5, perch.story)
    else:
        proc.until(lambda: b"lines dropped: " in journal(perch), perch.story)
    perch.run("stop")
    folder = os.path.join(perch.env["XDG_STATE_HOME"], "perch")
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    assert size < 2 * 6 * 10 * MIB


def test_one_line_of_300_mb(perch):
    add_kid(perch, ["print", READY, "line", "300000000", "print", '{"status":"after"}', "wait"],
            ready=ON_STATUS)
    perch.launch()
    perch.start()
    before = memory(perch)
    proc.until(lambda: b"status after" in journal(perch), perch.story)
    assert memory(perch) - before < GROWTH
    assert perch.backend()["state"] == "running"


@pytest.mark.parametrize("flags", [b"", b" >&2"], ids=["stdout", "stderr"])
def test_bytes_of_every_kind(perch, flags):
    """NUL, invalid UTF-8, CRLF, escape sequences, half a line at the end."""
    wild = rb"a\000b\n\377\376\n\303\050\ncrlf\r\n\033]0;title\007\033[31mred\n\xef\xbb\xbfbom\nhalf"
    add_script(perch, b"printf '" + wild + b"'" + flags + b"\nexit 3\n", restart="never",
               ready={"on": "spawn"})
    perch.launch()
    perch.begin("start").wait(PATIENCE)
    backend = perch.until_state("failed")
    lines = backend["last_error"]
    assert lines[0] == "a\ufffdb"
    assert lines[1] == "\ufffd\ufffd"
    assert lines[2] == "\ufffd("
    assert lines[3] == "crlf"
    assert lines[-1] == "half"
    shown = perch.run("status")
    assert "\x1b" not in shown and "\x07" not in shown
    perch.quit()
    text = journal(perch)
    for byte in (b"\x1b", b"\x00", b"\x07", b"\r"):
        assert byte not in text
    text.decode("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        '{"status":7}',
        '{"status":{"status":"ready"}}',
        '{"status":"ready"',
        '["status","ready"]',
        '{"jsonrpc":"2.0","id":1,"method":"no.such.method"}',
        '{"jsonrpc":"2.0","id":1e999,"method":"log","params":[[[[[]]]]]}',
        "[" * 100000,
        '{"a":' * 100000,
        '{"n":' + "9" * 100000 + "}",
        '{"status":"' + "x" * 100000 + '"}',
        "{}",
        "",
    ],
    ids=lambda line: line[:24],
)
def test_malformed_messages(perch, line):
    """None of them makes it ready, and none does any harm."""
    add_script(perch, b"cat words\nexec sleep 60\n", cwd=perch.service_dir, ready=ON_STATUS)
    with open(os.path.join(perch.service_dir, "words"), "w", encoding="utf-8") as file:
        file.write(f"{line}\nend of it\n")
    perch.launch()
    start = perch.begin("start")
    proc.until(lambda: "end of it" in logs(perch), perch.story)
    assert perch.backend()["state"] == "starting"
    perch.run("stop")
    start.wait(PATIENCE)


def logs(perch):
    path = os.path.join(perch.env["XDG_STATE_HOME"], "perch", "perch-log.json")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line, parse_int=str) for line in file if line.endswith("\n")]
    return [line.get("message") for line in lines]
