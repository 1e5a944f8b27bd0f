# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Processes that are many, or never long the same. Bounded: a limit, a deadline, a user of their
own."""

import pytest

from processes import PATIENCE, become_somebody, needs_somebody


@pytest.mark.parametrize("hopper", ["hop 1", "hop 200", "hop-session 1", "hop-session 200"])
@pytest.mark.parametrize("how", ["stop", "kill", "exit", "orphan"])
def test_hopper(guard, hopper, how):
    end = "sleep 50 exit 0" if how == "exit" else "wait"
    g = guard(f"alarm 120 session [ {hopper} ] daemon [ {hopper} ] exit-on TERM 1 print ready {end}",
              options=["--orphan-grace", "100"])
    g.ready()
    if how == "stop":
        g.tell("T 100")
    elif how == "kill":
        g.tell("K")
    elif how == "orphan":
        g.socket.shutdown(2)
        assert g.process.wait(PATIENCE) == 0
    if how != "orphan":
        g.done({"stop": (1, 0), "kill": (-1, 9), "exit": (0, 0)}[how])
    g.assert_nothing_left()


@needs_somebody
@pytest.mark.parametrize("where", ["child", "session", "daemon"])
def test_fork_bomb(guard, open_base, where):
    g = guard(f"alarm 120 {where} [ ignore TERM bomb ] ignore TERM print ready wait",
              base=open_base, before_exec=become_somebody(processes=120))
    g.ready()
    g.tell("T 200")
    g.done((-1, 9))


def test_storm_of_orphans(guard):
    g = guard("alarm 120 child [ storm 3000 ] child [ storm 3000 ] exit-on TERM 3 print ready wait")
    g.ready()
    g.tell("T 10000")
    g.done((3, 0))


def test_storm_is_over_and_the_guard_still_listens(guard):
    g = guard("alarm 120 exit-on TERM 3 storm 3000 print ready wait")
    g.ready()
    g.tell("T 10000")
    g.done((3, 0))
