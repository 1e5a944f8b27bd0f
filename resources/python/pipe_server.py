#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The object service, and methods of your own, as lines of JSON on a Unix socket.

    pipe_server.py --socket PATH [--module my_app.py] [--help]

Needs nothing but Python. A request is {"command": "eval", "payload": {"expression": "6 * 7"},
"secret": "..."} and is answered with {"value": 42}. An error is {"error": "what was wrong",
"code": "no_method"}, with "traceback" where Python has one. Each connection has one request answered
after the other, and any number of connections may be open.

Handles belong to whom the request's "client" names, and are dropped --idle-timeout seconds after
the last of that client's connections has closed. Without "client" they belong to the connection and
go with it. {"format": "binary"} in the payload of tofloatarray and tofloatarray2d is answered with
{"binary": BYTES, "dtype": "float64", "shape": [...]} and, after that line, so many bytes of
little-endian doubles.
"""

import contextlib
import errno
import os
import socket
import stat
import threading
from typing import Any, BinaryIO, Iterator

from perch_server import backend
from perch_server.float_arrays import FloatArray
from perch_server.json_values import decode, encode
from perch_server.object_service import Problem, ServiceError
from perch_server.program import STOP_SECONDS, SetupError, run
from perch_server.server import MAX_CLIENTS, MAX_REQUEST, Server

IDLE_SECONDS = 60.0


class Connection:
    """One client's connection, and the thread that answers what comes on it."""

    def __init__(self, server: Server, stream: socket.socket, number: int) -> None:
        self._server = server
        self._stream = stream
        self._own_name = f"connection {number}"  # the owner, where a request names none
        self._owners: set = set()  # whom this connection holds

    def serve(self) -> None:
        try:
            with self._stream, self._stream.makefile("rb", 64 * 1024) as lines:
                self._answer_all(lines)
        except OSError:
            pass  # the client has gone
        finally:
            for owner in self._owners:
                self._server.handles.let_go(owner)
            self._server.handles.release(self._own_name)

    def _answer_all(self, lines: BinaryIO) -> None:
        while True:
            line = lines.readline(MAX_REQUEST + 1)
            if len(line) > MAX_REQUEST:
                self._send(refusal(Problem.LIMIT, f"a request may have {MAX_REQUEST} bytes"))
                return  # where the next one begins can't be told without reading on
            if not line:
                return
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                with self._server.answering():
                    self._answer(line)

    def _answer(self, line: bytes) -> None:
        try:
            request = read_request(line)
            self._server.check_secret(request.get("secret"))
            answer = self._server.perform(
                request["command"], request.get("payload"), self._owner(request), trace_id(request)
            )
            if isinstance(answer, FloatArray) and wants_binary(request):
                self._send_binary(answer)
            else:
                self._send(self._server.encode(answer))
        except ServiceError as error:
            self._send(refusal(error.problem, error.message, error.trace))

    def _owner(self, request: dict) -> str:
        client = request.get("client")
        owner = f"client {client[:128]}" if isinstance(client, str) and client else self._own_name
        if owner not in self._owners:
            self._server.handles.hold(owner)
            self._owners.add(owner)
        return owner

    def _send_binary(self, floats: FloatArray) -> None:
        data = floats.raw()
        self._server.check_size(len(data))
        self._send(encode({"binary": len(data), "dtype": "float64", "shape": floats.shape}))
        self._stream.sendall(data)

    def _send(self, text: bytes) -> None:
        self._stream.sendall(text + b"\n")


def read_request(line: bytes) -> dict:
    try:
        request = decode(line)
    except ValueError as error:
        raise ServiceError(Problem.BAD_REQUEST, f"the line is not JSON: {error}") from None
    if not isinstance(request, dict) or not isinstance(request.get("command"), str):
        raise ServiceError(Problem.BAD_REQUEST, 'a request is an object with a string "command"')
    return request


def refusal(problem: Problem, message: str, trace: Any = None) -> bytes:
    body = {"error": message, "code": problem.value}
    if trace is not None:
        body["traceback"] = trace
    return encode({name: text.encode("utf-8", "replace").decode() for name, text in body.items()})


def trace_id(request: dict) -> Any:
    value = request.get("trace_id")
    return value if isinstance(value, str) else None


def wants_binary(request: dict) -> bool:
    return (request.get("payload") or {}).get("format") == "binary"


class Listener:
    """Accepts connections, each of which gets a thread."""

    def __init__(self, server: Server, listener: socket.socket) -> None:
        self._server = server
        self._listener = listener
        self._places = threading.BoundedSemaphore(MAX_CLIENTS)

    def accept_all(self) -> None:
        number = 0
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ECONNABORTED):
                    return  # closed, because the program stops
                if backend.wait(0.1):  # others may give back descriptors meanwhile
                    return
                continue
            number += 1
            if self._places.acquire(blocking=False):
                connection = Connection(self._server, stream, number)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
            else:
                refuse(stream)

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._places.release()


def refuse(stream: socket.socket) -> None:
    with stream, contextlib.suppress(OSError):
        stream.setblocking(False)
        stream.sendall(refusal(Problem.LIMIT, f"{MAX_CLIENTS} connections are open") + b"\n")


def bind(path: str) -> socket.socket:
    """Returns a socket that only this user can connect to. A socket that nobody listens on any more
    is replaced; raises SetupError."""
    remove_dead_socket(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listener.bind(path)
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        raise SetupError(f"can't listen on {path}: {error}") from None
    finally:
        os.umask(mask)
    return listener


def remove_dead_socket(path: str) -> None:
    try:
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            raise SetupError(f"can't listen on {path}: a file that is no socket is there")
    except OSError:
        return  # nothing is there, or bind() will say what is wrong
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
            return
        except OSError:
            return
    raise SetupError(f"can't listen on {path}: another program does")


@contextlib.contextmanager
def listen(server: Server, options: Any) -> Iterator[dict]:
    if not options.socket:
        raise SetupError("say where: --socket PATH, or set PERCH_SOCKET")
    if not hasattr(socket, "AF_UNIX"):
        raise SetupError("Python has no Unix sockets on this system")
    path = os.path.abspath(options.socket)
    listener = bind(path)
    ours = os.lstat(path)
    with listener:
        target = Listener(server, listener).accept_all
        threading.Thread(target=target, daemon=True).start()
        yield {"socket": path}
        with contextlib.suppress(OSError):
            if os.path.samestat(os.lstat(path), ours):
                os.unlink(path)
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        server.wait_until_idle(STOP_SECONDS)


def add_options(parser: Any) -> None:
    parser.add_argument(
        "--socket", metavar="PATH", default=os.environ.get("PERCH_SOCKET"), help="($PERCH_SOCKET)"
    )


if __name__ == "__main__":
    raise SystemExit(run("The object service on a Unix socket.", add_options, IDLE_SECONDS, listen))
