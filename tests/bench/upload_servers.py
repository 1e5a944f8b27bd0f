# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What takes uploads and hands them to a backend: Perch, and programs that do the same."""

import contextlib
import pathlib
import subprocess

from measure import version_of
from perch_server import running_perch

RIVALS = pathlib.Path(__file__).parent / "rivals"
CHILD = RIVALS / "upload_child.py"
PERCH_NAME = "Perch"


@contextlib.contextmanager
def running_rival(*command):
    """Yields pid and port of a program that prints its port."""
    with subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.kill()


@contextlib.contextmanager
def perch_with_backend():
    """Yields pid and port of a Perch with a backend that runs."""
    def prepare(perch):
        perch.write("backends/main.json", executable="/usr/bin/python3", args=[str(CHILD)],
                    ready={"on": "status"})

    with running_perch(prepare) as perch:
        assert perch.run("start") is not None, "the backend does not start"
        yield perch.pid, perch.port


def find_servers():
    """{name: what runs it}, and a list of what is not installed, with the reason."""
    servers, missing = {PERCH_NAME: perch_with_backend}, []
    if version_of("node", "--version"):
        for mode, name in (("stream", "Node, streamed unseen"), ("parse", "Node, JSON.parse")):
            servers[name] = lambda mode=mode: running_rival(
                "node", RIVALS / "upload_server.js", mode, CHILD)
    else:
        missing.append(("Node", "there is no node"))
    if version_of("/usr/bin/python3", "-c", "import flask, waitress; print(1)"):
        servers["Flask + waitress, json.loads"] = lambda: running_rival(
            "/usr/bin/python3", RIVALS / "upload_server.py", CHILD)
    else:
        missing.append(("Flask + waitress", "python3-flask or python3-waitress is not installed"))
    return servers, missing
