#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The object service, and methods of your own, over gRPC on this machine.

    rpc_server.py [--port N] [--module my_app.py] [--help]

Needs grpcio and protobuf, and no generated code: python_service.proto and backend.proto, which lie
beside this file, say what is spoken. There is grpc.health.v1.Health, too. Each request carries
`authorization: Bearer SECRET` as metadata. Handles belong to whom `x-perch-client` names, all
without it being one client, and are dropped when nothing was heard of that client for
--idle-timeout seconds, or by perch.backend.v1.Backend/Call with the method `release`.
"""

import contextlib
import os
import sys
from array import array
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterator

import grpc

from perch_server.float_arrays import FloatArray
from perch_server.json_values import decode
from perch_server.object_service import Problem, ServiceError
from perch_server.program import STOP_SECONDS, SetupError, port_option, run
from perch_server.proto_file import ProtoFile
from perch_server.server import MAX_CLIENTS, MAX_REPLY, MAX_REQUEST, Server

IDLE_SECONDS = 3600.0
SENDING_SECONDS = 0.2  # for the last answers on their way out, when the program is stopped
MAX_DETAILS = 1000  # characters; they travel in a header
SLACK = 64 * 1024  # what a message may have around what counts
FLOAT_FIELD, DOUBLE_FIELD = 1, 2  # of FloatsReply and Floats2DReply
KEPT_BYTES = 64 * 1024 * 1024  # of memory that is free, as keep_memory() has it
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of mallopt(3)

COMMANDS = {
    "Health": "health",
    "ImportModule": "import",
    "CreateObject": "create",
    "CallMethod": "call",
    "GetAttribute": "getattr",
    "SetAttribute": "setattr",
    "Evaluate": "eval",
    "DisposeHandle": "dispose",
    "ToFloatArray": "tofloatarray",
    "ToFloatArray2D": "tofloatarray2d",
    "IsModuleAvailable": "module_available",
    "WrapValue": "wrap",
}
STATUS = {
    Problem.BAD_REQUEST: grpc.StatusCode.INVALID_ARGUMENT,
    Problem.NO_SECRET: grpc.StatusCode.UNAUTHENTICATED,
    Problem.NO_METHOD: grpc.StatusCode.UNIMPLEMENTED,
    Problem.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Problem.LIMIT: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Problem.FAILED: grpc.StatusCode.UNKNOWN,
}
HEALTH = """
syntax = "proto3";
package grpc.health.v1;
service Health { rpc Check (HealthCheckRequest) returns (HealthCheckResponse); }
message HealthCheckRequest { string service = 1; }
message HealthCheckResponse { int32 status = 1; }
"""
SERVICES = ("", "beep.python.runtime.PythonService", "perch.backend.v1.Backend")
SERVING = 1  # of the enum that `status` is in grpc's own file; on the wire that is the same

Answer = Callable[[Any, str], Any]  # request and owner in, reply out


class Api:
    """Messages in, messages out."""

    def __init__(self, server: Server, python: ProtoFile, backend: ProtoFile) -> None:
        self._server = server
        self._python = python
        self._backend = backend
        self._health = ProtoFile(HEALTH)

    def handlers(self) -> list:
        commands = {call: self._command(call) for call in COMMANDS}
        return [
            self._handler(self._python, "PythonService", commands),
            self._handler(self._backend, "Backend", {"Call": self._call}),
            self._handler(self._health, "Health", {"Check": self._check}),
        ]

    def _handler(self, file: ProtoFile, service: str, answers: Dict[str, Answer]) -> Any:
        methods = {
            call: grpc.unary_unary_rpc_method_handler(
                self._guarded(answers[call]), request.FromString, serialize
            )
            for call, (request, _) in file.service(service).items()
        }
        return grpc.method_handlers_generic_handler(f"{file.descriptor.package}.{service}", methods)

    def _guarded(self, answer: Answer) -> Callable[[Any, Any], Any]:
        def handle(request: Any, context: Any) -> Any:
            metadata = dict(context.invocation_metadata())
            try:
                self._server.check_bearer(metadata.get("authorization"))
                with self._server.answering():
                    return answer(request, metadata.get("x-perch-client", "")[:128])
            except ServiceError as error:
                context.abort(STATUS[error.problem], details(error))

        return handle

    def _command(self, call: str) -> Answer:
        _, reply_class = self._python.service("PythonService")[call]

        def answer(request: Any, owner: str) -> Any:
            result = self._server.perform(COMMANDS[call], params_of(request), owner)
            if isinstance(result, FloatArray):
                return self._floats(result, request.doubles)
            return fill(reply_class(), result, self._server)

        return answer

    def _floats(self, floats: FloatArray, doubles: bool) -> bytes:
        """A reply, made by hand: packed numbers are on the wire as they are in memory, and to hand
        them over one by one would take many times longer."""
        self._server.check_size(len(floats.raw()) // (1 if doubles else 2))
        if doubles:
            text = packed(DOUBLE_FIELD, floats.raw())
            return text + shape_fields(floats) if len(floats.shape) == 2 else text
        singles = memoryview(array("f", floats.data)).cast("B")
        if len(floats.shape) == 1:
            return packed(FLOAT_FIELD, singles)
        width = 4 * floats.shape[1]
        rows = (singles[width * i : width * (i + 1)] for i in range(floats.shape[0]))
        return b"".join(packed(FLOAT_FIELD, packed(FLOAT_FIELD, row)) for row in rows)

    def _call(self, request: Any, owner: str) -> Any:
        params = parse(request.params_json, "params_json") if request.params_json else None
        result = self._server.perform(request.method, params, owner, request.trace_id or None)
        return self._backend.message("CallReply")(result_json=self._server.encode(result))

    def _check(self, request: Any, owner: str) -> Any:
        if request.service not in SERVICES:
            raise ServiceError(Problem.NOT_FOUND, f"there is no service {request.service[:100]}")
        self._server.perform("health", None, owner)
        return self._health.message("HealthCheckResponse")(status=SERVING)


def params_of(request: Any) -> Dict[str, Any]:
    """The parameters of a command: module_name becomes moduleName, and args_json what it holds."""
    params = {}
    for field in request.DESCRIPTOR.fields:
        value = getattr(request, field.name)
        first, *rest = field.name.split("_")
        if rest[-1:] == ["json"]:
            params["_".join([first, *rest[:-1]])] = parse(value, field.name) if value else None
        elif value != "":
            params[first + "".join(map(str.capitalize, rest))] = value
    return params


def fill(reply: Any, result: Dict[str, Any], server: Server) -> Any:
    """The reverse for what a command has answered."""
    if result.get("isHandle"):
        reply.handle.handle_id, reply.handle.type_name = result["handleId"], result["typeName"]
        return reply
    for field in reply.DESCRIPTOR.fields:
        first, *rest = field.name.split("_")
        key = first + "".join(map(str.capitalize, rest))
        if field.name == "value_json":
            reply.value_json = server.encode(result["value"])
        elif field.name == "notes":
            reply.notes.extend(result.get("notes", []))
        elif key in result:
            setattr(reply, field.name, result[key])
    return reply


def serialize(reply: Any) -> bytes:
    return reply if isinstance(reply, bytes) else reply.SerializeToString()


def packed(field: int, data: Any) -> bytes:
    return b"".join((varint(field << 3 | 2), varint(len(data)), data))


def shape_fields(floats: FloatArray) -> bytes:
    rows, columns = floats.shape
    return varint(3 << 3) + varint(rows) + varint(4 << 3) + varint(columns)


def varint(number: int) -> bytes:
    text = bytearray()
    while number > 0x7F:
        text.append(number & 0x7F | 0x80)
        number >>= 7
    text.append(number)
    return bytes(text)


def parse(text: str, name: str) -> Any:
    try:
        return decode(text.encode("utf-8"))
    except ValueError as error:
        raise ServiceError(Problem.BAD_REQUEST, f"{name} is not JSON: {error}") from None


def details(error: ServiceError) -> str:
    return error.message[:MAX_DETAILS].encode("utf-8", "replace").decode()


def read_proto(name: str) -> ProtoFile:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    try:
        with open(path, encoding="utf-8") as file:
            return ProtoFile(file.read())
    except (OSError, ValueError, TypeError, StopIteration) as error:
        raise SetupError(f"can't read {path}: {error}") from None


@contextlib.contextmanager
def listen(server: Server, options: Any) -> Iterator[dict]:
    api = Api(server, read_proto("python_service.proto"), read_proto("backend.proto"))
    rpc = grpc.server(
        ThreadPoolExecutor(MAX_CLIENTS, "perch-call"),
        options=[
            ("grpc.so_reuseport", 0),  # else two programs could share a port
            ("grpc.max_receive_message_length", MAX_REQUEST),
            ("grpc.max_send_message_length", MAX_REPLY + SLACK),
        ],
    )
    rpc.add_generic_rpc_handlers(api.handlers())
    address = f"127.0.0.1:{options.port}"
    try:
        port = rpc.add_insecure_port(address)
    except RuntimeError:
        port = 0  # as older versions of grpcio say it
    if port == 0:
        raise SetupError(f"can't listen on {address}: the port is taken, or may not be used")
    rpc.start()
    yield {"port": port}
    ended = rpc.stop(STOP_SECONDS)
    server.wait_until_idle(STOP_SECONDS)
    # Else it would also wait for clients that are connected and want nothing.
    if not ended.wait(SENDING_SECONDS):
        rpc.stop(None).wait(SENDING_SECONDS)


def keep_memory() -> None:
    """Has glibc keep the memory of a large answer for the next one. As a rule it gives that back to
    the kernel, and takes it again page by page, each with a fault, which costs more than to fill
    it. All threads share what is kept, or each of them would keep as much."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(ImportError, AttributeError):  # other C libraries lack mallopt()
        import ctypes

        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, KEPT_BYTES // 2)  # as high as it goes
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)


if __name__ == "__main__":
    keep_memory()
    raise SystemExit(run("The object service over gRPC.", port_option, IDLE_SECONDS, listen))
