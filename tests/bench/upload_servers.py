# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What takes uploads and hands them to a backend: Perch, and programs that do the same."""

import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from measure import PERCH, version_of

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


def run(env, *arguments):
    """What a command of Perch prints, or None when it fails."""
    done = subprocess.run([PERCH, *arguments], env=env, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


@contextlib.contextmanager
def running_perch():
    """Yields pid and port of a headless Perch with a home and a backend of its own."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="perch-bench-"))
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home),
           "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8"}
    settings = home / ".config" / "perch"
    (settings / "backends").mkdir(parents=True)
    (settings / "bridge-settings.json").write_text('{"port": 0}')
    (settings / "web-listener-settings.json").write_text('{"enabled": false}')
    profile = {"executable": "/usr/bin/python3", "args": [str(CHILD)], "ready": {"on": "status"}}
    (settings / "backends" / "main.json").write_text(json.dumps(profile))
    process = subprocess.Popen([PERCH, "run", "--headless"], env=env, stdin=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        while (status := run(env, "status", "--json")) is None and process.poll() is None:
            time.sleep(0.01)
        assert run(env, "start") is not None, "the backend does not start"
        address = json.loads(status)["surfaces"]["bridge"]["address"]
        yield process.pid, int(address.rpartition(":")[2])
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home)


def find_servers():
    """{name: what runs it}, and a list of what is not installed, with the reason."""
    servers, missing = {PERCH_NAME: running_perch}, []
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
