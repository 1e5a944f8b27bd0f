# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""backend-manager/examples/norms.c with each kind of server."""

import os
import subprocess

import processes
import pytest
from object_servers import PATIENCE, SECRET

RPC_MODULE = processes.BUILD / "backend-manager" / "rpc" / "perch-rpc.so"
NORMS = processes.BUILD / "backend-manager" / "examples" / "norms"


def norms(*args):
    return subprocess.run([NORMS, *map(str, args)], text=True, capture_output=True,
                          timeout=PATIENCE, env={**os.environ, "PERCH_SECRET": SECRET})


@pytest.mark.parametrize("kind", ["http", "pipe", *(["rpc"] if "PERCH_HAS_RPC" in os.environ else [])])
def test_norms(start_server, kind):
    server = start_server(kind)
    module = [RPC_MODULE] if kind == "rpc" else []
    done = norms(kind, server.port or server.path, *module)
    assert (done.returncode, done.stderr) == (0, "")
    # A thousand random numbers below 1 in each row: the square root of a third of a thousand.
    assert [16 < float(line) < 21 for line in done.stdout.splitlines()] == [True] * 5


def test_no_server():
    done = norms("pipe", "/no/such/socket")
    assert (done.returncode, "/no/such/socket" in done.stderr) == (1, True), done


@pytest.mark.parametrize("args", [(), ("http",), ("http", "no port"), ("http", "0")])
def test_wrong_arguments(args):
    assert norms(*args).returncode == 2
