# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers of resources/python: who gets in, what is limited, how they start and end."""

import contextlib
import http.client
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import processes
import pytest
from object_servers import KINDS, PATIENCE, SECRET, Failure

WRONG = ["only for this tesT", "only for this test2", "x" * 1000, "é", ""]
EX_CONFIG = 78
LISTEN = "0A"  # in /proc/net
LOOPBACK = (["0100007F"], ["0000000000000000FFFF00000100007F"])


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def n_handles(server):
    """How many objects of a class of ours the server keeps."""
    with server.client(name="observer") as observer:
        return observer.eval("len([o for o in __import__('gc').get_objects()"
                             " if type(o).__name__ == 'Kept'])")


KEPT = "type('Kept', (), {'__module__': 'test'})()"


def until_handles(server, number):
    processes.wait_until(lambda: n_handles(server) == number, lambda: f"{n_handles(server)} handles")


# Who gets in


def test_secret(start_server, kind):
    server = start_server(kind)
    for secret in [None, *WRONG]:
        if kind != "pipe" and secret == "é":
            continue  # neither a header nor metadata
        with server.client(secret=secret) as client:
            for ask in (client.ping, lambda: client.ask("eval", expression="1"),
                        lambda: client.ask("any.method")):
                with pytest.raises(Failure) as caught:
                    ask()
                assert caught.value.code == "no_secret", caught.value
                assert SECRET not in caught.value.message
    with server.client() as client:
        assert client.ping() == {"status": "ok"}


def test_secret_in_the_environment_goes_no_further(start_server, kind):
    server = start_server(kind, secret=None, env={"PERCH_SECRET": "from the environment"})
    with server.client(secret="from the environment") as client:
        assert client.eval("'PERCH_SECRET' in __import__('os').environ") is False


def test_no_secret(start_server, kind):
    server = start_server(kind, "--no-secret", secret=None, env={"PERCH_SECRET": "not asked for"})
    for secret in (None, "any"):
        with server.client(secret=secret) as client:
            assert client.eval("1 + 1") == 2


def test_only_this_machine(start_server, kind):
    server = start_server(kind)
    if kind == "pipe":
        assert stat.S_IMODE(os.stat(server.path).st_mode) == 0o600
        return
    # gRPC has sockets of IPv6 for addresses of IPv4.
    addresses = [line.split()[1] for name in ("tcp", "tcp6")
                 for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
                 if line.split()[3] == LISTEN and line.split()[1].endswith(f":{server.port:04X}")]
    assert [address.partition(":")[0] for address in addresses] in LOOPBACK


def test_web_pages_do_not_get_in(start_server):
    """Even without a secret, and under a name that points to this machine."""
    server = start_server("http", "--no-secret", secret=None)
    with server.client() as client:
        body = '{"expression": "1"}'
        for headers, status in [({"Origin": "https://example.org"}, 403), ({"Origin": "null"}, 403),
                                ({"Host": f"evil.example:{server.port}"}, 421),
                                ({"Host": "127.0.0.1.evil.example"}, 421),
                                ({"Content-Type": "text/plain"}, 415),
                                ({"Content-Type": ""}, 415),
                                ({"Content-Type": "application/json; charset=utf-8"}, 200),
                                ({"Host": f"localhost:{server.port}"}, 200)]:
            got, text, _ = client.exchange("POST", "/eval", body, **headers)
            assert got == status, headers
            assert "detail" in json.loads(text) or got == 200


# Handles


def test_limit_of_handles(start_server, kind):
    server = start_server(kind, "--max-handles", 3)
    with server.client() as client:
        handles = [client.ask("wrap", value=n)["handleId"] for n in range(3)]
        for command, params in [("wrap", {"value": 3}), ("eval", {"expression": "object()"}),
                                ("import", {"moduleName": "json"})]:
            with pytest.raises(Failure, match="3 handles already") as caught:
                client.ask(command, **params)
            assert caught.value.code == "limit"
        client.ask("dispose", handleId=handles[1])
        assert client.ask("wrap", value=4)["handleId"] not in handles


def test_handles_go_with_their_client(start_server, kind):
    """At once when it says so; those of others stay."""
    server = start_server(kind)
    with server.client(name="one") as one, server.client(name="other") as other:
        first, second = one.eval(KEPT), other.eval(KEPT)
        one.eval(KEPT)
        assert n_handles(server) == 3
        assert other.eval("type(x).__name__", x={"handleId": first}) == "Kept"
        assert one.ask("release") == {"released": 2}
        assert n_handles(server) == 1
        with pytest.raises(Failure) as caught:
            other.eval("x", x={"handleId": first})
        assert caught.value.code == "not_found"
        assert other.eval("type(x).__name__", x={"handleId": second}) == "Kept"


def test_handles_of_a_silent_client_go(start_server, kind):
    server = start_server(kind, "--idle-timeout", 0.2)
    with server.client(name="gone") as client:
        client.eval(KEPT)
        client.eval(KEPT)
        if kind == "pipe":  # as long as it is connected it is not silent
            with server.client(name="gone") as second:
                second.ping()
                client.close()
                assert second.eval("1") == 1
                assert n_handles(server) == 2
    until_handles(server, 0)


def test_no_handle_goes_in_mid_call(start_server, kind):
    server = start_server(kind, "--idle-timeout", 0.1)
    done = []
    with server.client(name="slow") as slow, server.client(name="quick") as quick:
        made = slow.ask("eval", expression="__import__('threading').Event()")
        quick.ask("wrap", value=1)
        waiting = threading.Thread(target=lambda: done.append(slow.ask(
            "eval", expression="(x.wait(30), x)[1]", locals={"x": made})))
        waiting.start()
        until_handles(server, 0)
        n_looks = 20  # each of which lets time pass
        for _ in range(n_looks):
            quick.ping()
        assert quick.eval("type(x).__name__ ", x=made) == "Event"
        quick.eval("x.set()", x=made)
        waiting.join()
    assert done[0]["typeName"] == "Event"


def test_handles_of_a_nameless_connection_go_with_it(start_server):
    server = start_server("pipe")
    with server.client() as client:
        client.eval(KEPT)
        assert n_handles(server) == 1
    until_handles(server, 0)


def test_client_killed_in_mid_call(start_server):
    """What its call then makes is dropped as well."""
    server = start_server("pipe", module="import threading\nmay_end = threading.Event()\n")
    client = server.client()
    client.send(json.dumps({"command": "eval", "secret": SECRET, "payload": {
        "expression": f"({KEPT}, __import__('my_app').may_end.wait())[0]"}}).encode())
    until_handles(server, 1)
    client.close()
    with server.client() as other:
        other.eval("__import__('my_app').may_end.set()")
    until_handles(server, 0)


# Speed


def test_answers_are_sent_at_once(start_server):
    """The kernel does not wait for more to send, which would take 40 ms for each answer."""
    server = start_server("http")
    with server.client() as client:
        assert client.eval("""[
            s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            for s in __import__('gc').get_objects()
            if type(s) is socket.socket and s.fileno() >= 0 and s.family == socket.AF_INET
            and not s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        ]""", socket=client.ask("import", moduleName="socket")) == [1]


# Start and end


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


@pytest.mark.parametrize("kind", ["http", "rpc"])
def test_port_from_the_environment(start_server, kind):
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
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
