# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers of resources/python: who gets in, and how long they keep objects for whom."""

import json
import os
import stat
import threading
from pathlib import Path

import processes
import pytest
from object_servers import KINDS, SECRET, Failure

WRONG = ["only for this tesT", "only for this test2", "x" * 1000, "é", ""]
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
    server = start_server(kind, "--idle-timeout", 3, module="""
import threading
begun, may_end = threading.Event(), threading.Event()
""")
    done = []
    with server.client(name="slow") as slow, server.client(name="quick") as quick:
        made = slow.ask("eval", expression="object()")
        waiting = threading.Thread(target=lambda: done.append(slow.ask(
            "eval", expression="(app.begun.set(), app.may_end.wait(60), x)[2]",
            locals={"app": slow.ask("import", moduleName="my_app"), "x": made})))
        waiting.start()
        assert quick.eval("__import__('my_app').begun.wait(60)") is True
        # When what was made later has gone, the other one would have, too.
        with server.client(name="later") as later:
            later.eval(KEPT)
        until_handles(server, 0)
        assert quick.eval("type(x).__name__", x=made) == "object"
        quick.eval("__import__('my_app').may_end.set()")
        waiting.join()
    assert done[0]["typeName"] == "object"


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


def test_memory_of_large_answers_is_used_again(start_server):
    """By whichever thread makes the next one. Two copies of 4 MB are 2000 pages of memory."""
    server = start_server("rpc", module="from threading import Barrier\nbarrier = Barrier(8)\n")

    def wait_for_others():
        with server.client() as client:
            client.eval("__import__('my_app').barrier.wait(30)")

    waiting = [threading.Thread(target=wait_for_others) for _ in range(8)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    with server.client() as client:
        array = client.eval("__import__('array').array('d', bytes(4_000_000))")
        faults = "__import__('resource').getrusage(0).ru_minflt"
        before = client.eval(faults)
        for _ in range(20):
            assert len(client.floats(array, 1)[0]) == 500_000
        assert client.eval(faults) - before < 4000
