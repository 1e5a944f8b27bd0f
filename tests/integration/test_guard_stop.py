# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The staged stop: each way in which a backend, packed or plain, can make it hard."""

import os
import signal

import pytest

from processes import state, wait_until

HORRORS = ("ignore TERM session [ ignore TERM wait ] daemon [ ignore TERM wait ] "
           "group [ ignore TERM wait ] child [ subreaper daemon [ ignore TERM wait ] wait ]")

# Script, grace, how the main process ends (code, signal), whether the bootloader could clean up.
STOPS = {
    "polite": ("boot 0 0 0 [ drain TERM 50 0 print ready wait ]", 5000, (0, 0), True),
    "polite-plain": ("exit-on TERM 7 print ready wait", 5000, (7, 0), None),
    "default-signal": ("print ready wait", 5000, (-1, 15), None),
    "deaf": ("boot 0 0 0 [ ignore TERM print ready wait ]", 100, (-1, 9), True),
    "deaf-plain": ("ignore TERM print ready wait", 100, (-1, 9), None),
    "no-grace": ("boot 0 0 0 [ ignore TERM print ready wait ]", 0, (-1, 9), True),
    "in-the-gap": ("boot 0 10000 0 [ ignore TERM print ready wait ]", 5000, (-1, 15), False),
    "slow-cleaner": ("boot 0 0 300 [ exit-on TERM 3 print ready wait ]", 5000, (3, 0), True),
    "plain-child": ("exit-on TERM 0 child [ ignore TERM wait ] print ready wait", 5000, (0, 0),
                    None),
    "group": ("exit-on TERM 0 group [ ignore TERM wait ] print ready wait", 5000, (0, 0), None),
    "session": ("exit-on TERM 0 session [ ignore TERM wait ] print ready wait", 5000, (0, 0),
                None),
    "daemon": ("exit-on TERM 0 daemon [ ignore TERM wait ] print ready wait", 5000, (0, 0), None),
    "clean-daemon": ("exit-on TERM 0 daemon [ clean [ ignore TERM wait ] ] print ready wait", 5000,
                     (0, 0), None),
    "subreaper": ("exit-on TERM 0 subreaper daemon [ ignore TERM wait ] print ready wait", 5000,
                  (0, 0), None),
    "horrors": (f"boot 0 0 0 [ {HORRORS} print ready wait ]", 100, (-1, 9), True),
    "closed-stdout": ("exit-on TERM 5 print ready close 1 close 2 wait", 5000, (5, 0), None),
}


@pytest.mark.parametrize("script, grace, end, cleans", STOPS.values(), ids=STOPS.keys())
def test_stop(guard, script, grace, end, cleans):
    g = guard(script, options=["--cleanup-grace", "30000"] if cleans else [])
    g.ready()
    g.tell(f"T {grace}")
    g.done(end)
    if cleans is not None:
        assert ("cleaned" in g.rest_of_output()) == cleans


def test_stop_of_a_stopped_backend(guard):
    g = guard("boot 0 0 0 [ exit-on TERM 4 pid python stop wait ]")
    python = int(g.ready("python")[0])
    wait_until(lambda: state(python) == "T", "SIGSTOP")
    g.tell("T 5000")
    g.done((4, 0))


def test_stop_of_a_stopped_bootloader(guard):
    g = guard("boot 0 0 0 [ exit-on TERM 4 print ready wait ]",
              options=["--cleanup-grace", "30000"])
    g.ready()
    os.kill(g.main, signal.SIGSTOP)
    wait_until(lambda: state(g.main) == "T", "SIGSTOP")
    g.tell("T 5000")
    g.done((4, 0))
    assert "cleaned" in g.rest_of_output()


def test_stop_while_extracting(guard):
    g = guard("boot 20000 0 0 [ wait ]")
    g.ready("extracting")
    assert list(g.base.glob("*/tmp/_MEI*"))
    g.tell("T 5000")
    g.done((-1, 15))


def test_said_again_it_is_one_sigterm(guard):
    g = guard("boot 0 0 200 [ drain TERM 100 0 print ready wait ]",
              options=["--cleanup-grace", "30000"])
    g.ready()
    for _ in range(5):
        g.tell("T 5000")
    g.done((0, 0))  # 99: the second one was seen
    assert "cleaned" in g.rest_of_output()


def test_a_shorter_grace_counts(guard):
    g = guard("ignore TERM print ready wait")
    g.ready()
    g.tell("T 60000")
    g.tell("T 50")
    g.tell("T 60000")
    g.done((-1, 9))


@pytest.mark.parametrize("order", ["K", "T 60000"])
def test_kill_at_once(guard, order):
    g = guard(f"boot 0 0 0 [ {HORRORS} print ready wait ]")
    g.ready()
    g.tell(order)
    g.tell("K")
    g.done((-1, 9))


def test_nonsense_is_not_heeded(guard):
    g = guard("exit-on TERM 3 print ready wait")
    g.ready()
    for order in ["T", "T -1", "X", "KK", "T 99999999999", "\0", "T 0" + " " * 200]:
        g.tell(order)
    g.tell("T 5000")
    g.done((3, 0))


# What the backend does by itself, and what is said about it.
ENDS = {
    "exit-0": ("exit 0", (0, 0)),
    "exit-3": ("exit 3", (3, 0)),
    "exit-255": ("exit 255", (255, 0)),
    "abort": ("abort", (-1, 6)),
    "segv": ("segv", (-1, 11)),
    "killed": ("kill KILL", (-1, 9)),
    "bootloader": ("boot 0 0 0 [ exit 6 ]", (6, 0)),
    "leaves-a-child": ("child [ ignore TERM wait ] exit 3", (3, 0)),
    "leaves-a-session": ("session [ ignore TERM wait ] exit 3", (3, 0)),
    "leaves-a-daemon": ("daemon [ ignore TERM wait ] exit 3", (3, 0)),
    "leaves-a-cleaned-daemon": ("daemon [ clean [ ignore TERM wait ] ] exit 3", (3, 0)),
    "leaves-horrors": (f"{HORRORS} segv", (-1, 11)),
    "leaves-_MEI": ("mei exit 255", (255, 0)),
}


@pytest.mark.parametrize("script, end", ENDS.values(), ids=ENDS.keys())
def test_end_by_itself(guard, script, end):
    g = guard(script)
    g.started()
    g.done(end)
    g.rest_of_output()


def test_bootloader_killed(guard):
    g = guard("boot 0 0 0 [ ignore TERM print ready wait ]")
    g.ready()
    os.kill(g.main, signal.SIGKILL)
    g.done((-1, 9))


def test_stdout_held_after_death(guard):
    g = guard("session [ ignore TERM print ready wait ] sleep 100 exit 0")
    g.ready()
    g.done((0, 0))
    g.rest_of_output()


def test_flood_that_nobody_reads(guard):
    g = guard("ignore TERM print ready flood")
    g.ready()
    g.tell("T 50")
    g.done((-1, 9))


def test_end_of_stdin(guard):
    g = guard("print ready eof exit 5")
    g.ready()
    g.process.stdin.close()
    g.done((5, 0))


def test_links_and_locks_in_tmp(guard, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    g = guard(f"plant {outside} print ready wait")
    g.ready()
    g.tell("T 5000")
    g.done((-1, 15))
    assert (outside / "file").exists()
