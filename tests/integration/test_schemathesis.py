# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Schemathesis tries every route with what /openapi.json says of it, and with what it forbids."""

import contextlib
import os
import re
import subprocess
from pathlib import Path

import processes
import pytest
from hostile import Target
from perch_home import PerchHome

TOP = Path(os.environ["PERCH_TOP_SRCDIR"])
SCHEMATHESIS = TOP / ".venv" / "bin" / "schemathesis"
ANSWERS = TOP / "tests" / "fixtures" / "python" / "answers.py"

# A few requests of each kind, and the same ones each time.
BOUNDS = ("--seed=1", "--max-examples=5", "--phases=examples,coverage,fuzzing",
          "--request-timeout=30", "--continue-on-failure", "--generation-database=none",
          "--no-color", "--warnings=off")
# What a backend does not know or does not do in time is a 5xx by design; the test below looks for
# the one that is not. And a document can't say which names, addresses and settings there are.
NOT_CHECKED = "--exclude-checks=not_a_server_error,positive_data_acceptance"


@pytest.fixture
def home():
    if not SCHEMATHESIS.exists():
        pytest.skip("no .venv: ./dev test could not install Schemathesis from PyPI")
    home = PerchHome()
    home.add_backend("main", "", executable=str(ANSWERS), args=[], ready={"on": "status"})
    with contextlib.closing(home):
        home.run()
        home.perch("start")
        yield home


@pytest.mark.parametrize("surface", ["bridge", "listener"])
def test_routes_are_as_described(home, surface):
    target = Target(home, surface)
    done = subprocess.run([SCHEMATHESIS, "run", f"http://{target.name}/openapi.json", *BOUNDS,
                           NOT_CHECKED], cwd=home.folder, env=home.env, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=10 * processes.PATIENCE)
    assert done.returncode == 0, done.stdout
    # It leaves out the route that the description itself comes from.
    tested = int(re.search(r"Tested: +(\d+)", done.stdout)[1])
    assert tested == len(target.operations) - 1, done.stdout
    assert home.started[0].poll() is None
    counts = Target(home, "bridge").ask("GET", "/metrics").body.decode()
    assert 'code="500"' not in counts, counts
