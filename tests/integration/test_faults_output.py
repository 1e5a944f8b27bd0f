# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a backend does with its stdout and stderr must not harm Perch."""

import os
import signal

import processes
import pytest
from perch_home import is_sanitized, resident
from processes import PATIENCE, READY

ON_STATUS = {"on": "status"}
MIB = 1 << 20
# A Perch that reads a flood needs buffers, and a log that is being written; not more than that.
GROWTH = 48 * MIB


def assert_not_much_more(home, before):
    assert is_sanitized() or resident(home.process.pid) - before < GROWTH


def add_script(home, body, name="main", **fields):
    """A profile that runs a shell script, whose output can have bytes that no profile can."""
    program = os.path.join(home.service, name + ".sh")
    with open(program, "wb") as file:
        file.write(b"#!/bin/sh\n" + body)
    os.chmod(program, 0o700)
    home.add_profile(name, executable=program, **fields)


def test_closed_output_is_not_the_end(home):
    home.add_backend("main", f"print {READY} close 1 close 2 close 0 exit-on USR1 5 wait", ready=ON_STATUS,
            restart="never")
    home.run()
    pid = home.start()["pid"]
    processes.wait_until(lambda: not os.path.exists(f"/proc/{pid}/fd/1"), "kid to close it")
    processes.wait_until(lambda: home.backend()["uptime_seconds"] >= 1, home.story)
    backend = home.backend()
    assert (backend["state"], backend["pid"]) == ("running", pid)
    os.kill(pid, signal.SIGUSR1)
    assert home.until_state("failed")["exit"]["code"] == 5
    home.assert_nothing_runs()


def test_exit_is_known_while_others_hold_the_output(home):
    """Descendants are ended with the main process; one that is none of ours is not waited for."""
    home.add_backend("main", f"daemon [ ignore TERM wait ] print {READY} wait", ready=ON_STATUS,
            restart="never")
    home.run()
    pid = home.start()["pid"]
    with open(f"/proc/{pid}/fd/1", "wb") as stranger:
        os.kill(pid, signal.SIGKILL)
        home.until_state("failed")
        home.assert_nothing_runs()
        home.perch("start")
        home.perch("stop")
        assert home.backend()["state"] == "stopped"
        assert not stranger.closed


@pytest.mark.parametrize("stop", ["flood", "ignore TERM flood"], ids=["polite", "deaf"])
def test_flood(home, stop):
    home.add_backend("main", f"print {READY} {stop}", ready=ON_STATUS, stop_timeout_ms=300)
    home.run()
    home.start()
    before = resident(home.process.pid)
    for _ in range(20):
        assert home.backend()["state"] == "running"
        assert_not_much_more(home, before)
    home.perch("stop")
    home.assert_nothing_runs()
    assert_not_much_more(home, before)


def test_log_takes_so_much_and_no_more(home):
    """What the log leaves out it says. No two lines are the same: those are counted instead."""
    script = f"echo '{READY}'; exec seq -f 'line %0100g' 1000000000"
    home.add_profile("main", executable="/bin/sh", args=["-c", script], ready=ON_STATUS)
    home.run()
    home.start()
    if is_sanitized():  # too slow to say more than the log takes
        processes.wait_until(lambda: home.backend()["uptime_seconds"] >= 5, home.story)
    else:
        processes.wait_until(lambda: b"lines dropped: " in home.journal(), home.story)
    home.perch("stop")
    home.quit()  # what waits to be written may still rotate the logs
    folder = os.path.join(home.env["XDG_STATE_HOME"], "perch")
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    assert size < 2 * 6 * 10 * MIB


def test_one_line_of_300_mb(home):
    home.add_backend("main", ["print", READY, "line", "300000000", "print", '{"status":"after"}', "wait"],
            ready=ON_STATUS)
    home.run()
    home.start()
    before = resident(home.process.pid)
    processes.wait_until(lambda: b"status after" in home.journal(), home.story, 4 * PATIENCE)
    assert_not_much_more(home, before)
    assert home.backend()["state"] == "running"


@pytest.mark.parametrize("flags", [b"", b" >&2"], ids=["stdout", "stderr"])
def test_bytes_of_every_kind(home, flags):
    """NUL, invalid UTF-8, CRLF, escape sequences, half a line at the end."""
    wild = rb"a\000b\n\377\376\n\303\050\ncrlf\r\n\033]0;title\007\033[31mred\n\xef\xbb\xbfbom\nhalf"
    add_script(home, b"printf '" + wild + b"'" + flags + b"\nexit 3\n", restart="never",
               ready={"on": "spawn"})
    home.run()
    home.begin("start").wait(PATIENCE)
    backend = home.until_state("failed")
    lines = backend["last_error"]
    assert lines[0] == "a\ufffdb"
    assert lines[1] == "\ufffd\ufffd"
    assert lines[2] == "\ufffd("
    assert lines[3] == "crlf"
    assert lines[-1] == "half"
    shown = home.perch("status").stdout
    assert "\x1b" not in shown and "\x07" not in shown
    home.quit()
    text = home.journal()
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
def test_malformed_messages(home, line):
    """None of them makes it ready, and none does any harm."""
    add_script(home, b"cat words\nexec sleep 60\n", cwd=home.service, ready=ON_STATUS)
    with open(os.path.join(home.service, "words"), "w", encoding="utf-8") as file:
        file.write(f"{line}\nend of it\n")
    home.run()
    start = home.begin("start")
    processes.wait_until(lambda: "end of it" in home.logged(), home.story)
    assert home.backend()["state"] == "starting"
    home.perch("stop")
    start.wait(PATIENCE)
