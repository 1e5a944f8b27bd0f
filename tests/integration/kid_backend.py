# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""tests/fixtures/kid as the backend of a real Perch, and what is to be true whatever it does."""

import glob
import os
import subprocess

import proc
import pytest
from frozen import BUILD
from perch_harness import PROGRAM
from processes import PATIENCE

KID = os.path.join(BUILD, "tests", "fixtures", "kid")
READY = '{"status":"ready"}'
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def add_kid(perch, script, name="main", **fields):
    """A profile that runs kid with a script: words separated by spaces, or a list of them."""
    words = script.split() if isinstance(script, str) else script
    perch.profile(name, executable=KID, args=words, **{"ready": {"on": "spawn"}, **fields})


def without_powers():
    """A prefix that makes root subject to the modes of files, as everybody else is."""
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", "--inh-caps=" + powers, "--bounding-set=" + powers]


def ask(perch, *arguments, errors=None):
    """A command of the CLI, whatever comes of it; has returncode, stdout and stderr."""
    return subprocess.run(
        [*perch.prefix, PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors=errors,
        cwd=perch.home,
        env=perch.env,
        timeout=PATIENCE,
    )


def assert_nothing_runs(perch):
    """What "stopped" has to mean at the very moment when Perch says it."""
    assert perch.run_dirs() == []
    assert list(map(proc.describe, perch.backend_processes())) == []


def journal(perch):
    """All that Perch has written to its text log so far, which comes some time after the event."""
    folder = os.path.join(perch.env["XDG_STATE_HOME"], "perch")
    text = b""
    for path in sorted(glob.glob(os.path.join(folder, "perch-log.txt*")), reverse=True):
        with open(path, "rb") as file:
            text += file.read()
    return text
