# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""How the servers of resources/python start and end."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading

import pytest
from object_servers import KINDS, PATIENCE, Failure
from ports import free_port

EX_CONFIG = 78


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def test_ends_in_order(start_server, kind):
    server = start_server(kind)
    with server.client() as client:
        client.eval("1")
        assert server.end() == 0
    if kind == "pipe":
        assert not os.path.exists(server.path)
    assert "Traceback" not in server.complaints()


def test_ends_with_perch(start_server, kind):
    server = start_server(kind)
    server.process.stdin.close()
    assert server.process.wait(PATIENCE) == 0


def test_ends_in_mid_call(start_server, kind):
    """It waits for the call a little, not for ever."""
    server = start_server(kind, module="import threading\nbegun = threading.Event()\n")

    def ask_for_ever():
        with server.client() as client, contextlib.suppress(Failure, OSError,
                                                            http.client.HTTPException):
            client.ask("eval", expression="(__import__('my_app').begun.set(),"
                                          " __import__('threading').Event().wait())")

    asking = threading.Thread(target=ask_for_ever)
    asking.start()
    with server.client() as client:
        assert client.eval("__import__('my_app').begun.wait(30)")
    assert server.end() == 0
    asking.join()


def test_call_is_answered_before_the_end(start_server, kind):
    server = start_server(kind, module="import threading\nbegun = threading.Event()\n")
    done = []

    def ask():
        with server.client() as client:
            done.append(client.eval("(__import__('my_app').begun.set(),"
                                    " __import__('perch_server').backend.wait(30))[1]"))

    asking = threading.Thread(target=ask)
    asking.start()
    with server.client() as client:
        assert client.eval("__import__('my_app').begun.wait(30)")
    assert server.end() == 0
    asking.join()
    assert done == [True]


def test_functions_for_the_end_run(start_server, kind):
    server = start_server(kind, module="""
import atexit, os, sys
atexit.register(lambda: print("at the end", file=sys.stderr))
""")
    assert server.end() == 0
    assert "at the end" in server.complaints()


def refused_start(start_server, *args, **options):
    server = start_server(*args, ready=False, **options)
    status = server.process.wait(PATIENCE)
    return status, server.complaints()


def test_no_start_without_secret(start_server, kind):
    status, text = refused_start(start_server, kind, secret=None)
    assert (status, "PERCH_SECRET_FILE" in text) == (EX_CONFIG, True), text


def test_no_start_with_a_bad_secret_file(start_server, tmp_path):
    secret_file = tmp_path / "secret"
    secret_file.touch(mode=0o600)
    for words in ("is empty", "others can read", "Is a directory", "No such file"):
        options = {"secret": None, "env": {"PERCH_SECRET_FILE": str(secret_file)}}
        status, text = refused_start(start_server, "pipe", **options)
        assert (status, words in text) == (EX_CONFIG, True), text
        if words == "is empty":
            secret_file.write_text("known")
            secret_file.chmod(0o640)
        elif words == "others can read":
            secret_file.unlink()
            secret_file.mkdir(mode=0o700)
        elif words == "Is a directory":
            secret_file.rmdir()


def test_no_start_with_a_broken_module(start_server):
    for module, words in [("1 +", "invalid syntax"), ("import no_such_module", "no_such_module"),
                          ("raise SystemExit(3)", "my_app.py can't be loaded"),
                          ("from perch_server import method\nmethod('a.b')(len)\nmethod('a.b')(len)",
                           "a.b has a handler already")]:
        status, text = refused_start(start_server, "pipe", module=module)
        assert (status, words in text) == (EX_CONFIG, True), text


def test_module_by_name(start_server, tmp_path):
    (tmp_path / "named.py").write_text("from perch_server import method\n"
                                       "method('who.am.i')(lambda: __name__)\n")
    server = start_server("pipe", "--module", "named", env={"PYTHONPATH": str(tmp_path)})
    with server.client() as client:
        assert client.ask("who.am.i") == "named"


@pytest.mark.parametrize("kind", ["http", "rpc"])
def test_port_taken(start_server, kind):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, text = refused_start(start_server, kind, "--port", port)
    assert (status, f"can't listen on 127.0.0.1:{port}" in text) == (1, True), text


def test_no_word_of_being_ready_when_uvicorn_can_not_start(start_server):
    """The port may be taken between bind() and listen()."""
    status, text = refused_start(start_server, "http", module="""
import uvicorn
async def startup(self, sockets=None):
    raise OSError(98, "Address already in use")
uvicorn.Server.startup = startup
""")
    assert status == 1
    assert "Address already in use" in text and "uvicorn has ended at once" in text


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_no_start_with_a_bad_idle_timeout(start_server, seconds):
    status, text = refused_start(start_server, "pipe", f"--idle-timeout={seconds}")
    assert (status, "argument --idle-timeout: " in text, seconds in text) == (2, True, True), text


@pytest.mark.parametrize("kind", ["http", "rpc"])
def test_port_from_the_environment(start_server, kind):
    port = free_port()
    server = start_server(kind, env={"PERCH_PORT": str(port)}, where=[])
    assert server.port == port


def test_socket_taken(start_server, tmp_path):
    server = start_server("pipe")
    status, text = refused_start(start_server, "pipe", "--socket", server.path)
    assert (status, "another program does" in text) == (1, True), text
    with server.client() as client:
        assert client.ping() == {"status": "ok"}


def test_socket_that_nobody_listens_on_is_replaced(start_server, tmp_path):
    path = str(tmp_path / "old.sock")
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(path)
    server = start_server("pipe", "--socket", path)
    server.path = path
    with server.client() as client:
        assert client.ping() == {"status": "ok"}


@pytest.mark.parametrize("name, words", [
    ("file", "a file that is no socket is there"),
    ("no/such/folder.sock", "No such file"),
    ("x" * 200, "too long"),
])
def test_no_place_for_the_socket(start_server, tmp_path, name, words):
    (tmp_path / "file").write_text("precious")
    status, text = refused_start(start_server, "pipe", "--socket", tmp_path / name)
    assert (status, words in text) == (1, True), text
    assert (tmp_path / "file").read_text() == "precious"


def test_help(kind):
    script = os.path.join(os.environ["PERCH_TOP_SRCDIR"], "resources", "python", f"{kind}_server.py")
    done = subprocess.run([sys.executable, script, "--help"], text=True, capture_output=True,
                          check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert "--no-secret" in done.stdout
