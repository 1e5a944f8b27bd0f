#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The object service, and methods of your own, over HTTP on this machine.

    http_server.py [--port N] [--module my_app.py] [--help]

Needs fastapi and uvicorn. POST /eval {"expression": "6 * 7"} answers {"value": 42}; a dot in the
name of a method is a slash in the path: clipboard.process is POST /clipboard/process. An error has a
status of 4xx or 5xx and {"detail": "what was wrong"}, with "traceback" where Python has one.

Each request carries `Authorization: Bearer SECRET`. Handles belong to whom the header
`X-Perch-Client` names, all without it being one client. They are dropped by POST /release, and when
nothing was heard of that client for --idle-timeout seconds. /tofloatarray and /tofloatarray2d asked
with `Accept: application/octet-stream` answer little-endian doubles, row after row, and their shape
in `X-Perch-Shape`.
"""

import asyncio
import contextlib
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterator, Optional

import uvicorn
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from perch_server.float_arrays import FloatArray
from perch_server.json_values import decode, encode
from perch_server.object_service import Problem, ServiceError
from perch_server.program import STOP_SECONDS, SetupError, port_option, run
from perch_server.server import MAX_CLIENTS, MAX_REQUEST, Server

IDLE_SECONDS = 3600.0
KEEP_ALIVE_SECONDS = 600  # long, so that a client seldom writes into a connection that just closes
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
DOUBLES = "application/octet-stream"
STATUS = {
    Problem.BAD_REQUEST: 400,
    Problem.NO_SECRET: 401,
    Problem.NO_METHOD: 404,
    Problem.NOT_FOUND: 422,
    Problem.LIMIT: 429,
    Problem.FAILED: 500,
}


class Refused(Exception):
    """A request that does not get as far as the object service."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Api:
    """Requests in, responses out. Python code runs in threads, and the event loop stays free, so
    that no long call holds up another client or a look at the health."""

    def __init__(self, server: Server, threads: ThreadPoolExecutor) -> None:
        self._server = server
        self._threads = threads

    async def health(self, request: Request) -> Response:
        try:
            self._check(request)
            return reply(self._server.encode(self._server.perform("health", None, owner(request))))
        except (Refused, ServiceError) as error:
            return refusal(error)

    async def command(self, request: Request) -> Response:
        try:
            self._check(request)
            body = await read_body(request)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody reads
        except (Refused, ServiceError) as error:
            return refusal(error)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._answer, request, body)

    def _check(self, request: Request) -> None:
        host = request.headers.get("host", "127.0.0.1")
        if host.rpartition(":")[0] not in LOOPBACK and host not in LOOPBACK:
            raise Refused(421, f"this server is not called {host[:100]}")
        if "origin" in request.headers:
            raise Refused(403, "web pages may not ask this server")
        self._server.check_bearer(request.headers.get("authorization"))
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > MAX_REQUEST:
            raise too_long()

    def _answer(self, request: Request, body: bytes) -> Response:
        try:
            answer = self._server.perform(
                request.url.path.strip("/").replace("/", "."),
                read_params(body),
                owner(request),
                trace_id(request.headers.get("traceparent")),
            )
            if isinstance(answer, FloatArray) and DOUBLES in request.headers.get("accept", ""):
                return self._doubles(answer)
            return reply(self._server.encode(answer))
        except ServiceError as error:
            return refusal(error)

    def _doubles(self, floats: FloatArray) -> Response:
        data = floats.raw()
        self._server.check_size(len(data))
        shape = ",".join(map(str, floats.shape))
        return Response(bytes(data), headers={"X-Perch-Shape": shape}, media_type=DOUBLES)


def reply(text: bytes, status: int = 200) -> Response:
    return Response(text, status_code=status, media_type="application/json")


def refusal(error: Exception) -> Response:
    if isinstance(error, Refused):
        return reply(encode({"detail": error.detail}), error.status)
    assert isinstance(error, ServiceError)
    body = {"detail": error.message.encode("utf-8", "replace").decode()}
    if error.trace is not None:
        body["traceback"] = error.trace.encode("utf-8", "replace").decode()
    return reply(encode(body), STATUS[error.problem])


def too_long() -> Refused:
    return Refused(413, f"a request may have {MAX_REQUEST} bytes")


async def read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_REQUEST:
            raise too_long()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise Refused(415, "the body must be application/json, as its Content-Type has to say")
    return bytes(body)


def read_params(body: bytes) -> Any:
    try:
        return decode(body) if body else None
    except ValueError as error:
        raise ServiceError(Problem.BAD_REQUEST, f"the body is not JSON: {error}") from None


def owner(request: Request) -> str:
    return request.headers.get("x-perch-client", "")[:128]


def trace_id(traceparent: Optional[str]) -> Optional[str]:
    parts = (traceparent or "").split("-")
    return parts[1] if len(parts) >= 4 and len(parts[1]) == 32 else None


class _Uvicorn(uvicorn.Server):
    """Tells when it answers, and when it has ended. Signals are left to the main thread."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets=sockets)
        self.answers.set()

    def serve_socket(self, listener: socket.socket) -> None:
        try:
            self.run(sockets=[listener])
        finally:
            self.answers.set()


def make_app(api: Api) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_route("/health", api.health, methods=["GET"])
    app.add_route("/{command:path}", api.command, methods=["POST"])
    return app


@contextlib.contextmanager
def listen(server: Server, options: Any) -> Iterator[dict]:
    # With its protocol, by which asyncio tells that it has to have answers sent at once.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # Not on Windows, where it would let two programs share a port.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, sys.platform != "win32")
    try:
        listener.bind(("127.0.0.1", options.port))
    except OSError as error:
        listener.close()
        raise SetupError(f"can't listen on 127.0.0.1:{options.port}: {error.strerror}") from None
    threads = ThreadPoolExecutor(MAX_CLIENTS, "perch-call")
    config = uvicorn.Config(
        make_app(Api(server, threads)),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    http = _Uvicorn(config)
    thread = threading.Thread(target=http.serve_socket, args=(listener,), daemon=True)
    thread.start()
    http.answers.wait()
    if not http.started:
        thread.join()  # and so has said why
        raise SetupError("uvicorn has ended at once")
    yield {"port": listener.getsockname()[1]}
    http.should_exit = True
    thread.join(STOP_SECONDS)


if __name__ == "__main__":
    raise SystemExit(run("The object service over HTTP.", port_option, IDLE_SECONDS, listen))
