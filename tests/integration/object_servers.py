# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers of resources/python in processes of their own, and bare clients to talk to them."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import processes
import pytest

PYTHON = Path(os.environ["PERCH_TOP_SRCDIR"]) / "resources" / "python"
KINDS = ("http", "pipe", "rpc")
SECRET = "only for this test"
PATIENCE = processes.PATIENCE

sys.path.insert(0, str(PYTHON))
sys.dont_write_bytecode = True

import grpc  # noqa: E402: without bytecode beside the sources
from perch_server.proto_file import ProtoFile  # noqa: E402


class Failure(Exception):
    """A request was answered with an error. @code is what the pipe calls it."""

    def __init__(self, code, message, trace=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.trace = trace


class Server:
    """A server of one kind with the options @args. It is killed at the end of a test, if it still
    runs then."""

    def __init__(self, kind, *args, python=sys.executable, env=None, module=None, secret=SECRET,
                 where=None, ready=True):
        self.kind = kind
        self.folder = Path(tempfile.mkdtemp(prefix="perch-server-"))
        self.path = str(self.folder / "server.sock")
        if where is None:
            where = ["--socket", self.path] if kind == "pipe" else ["--port", "0"]
        if module is not None:
            (self.folder / "my_app.py").write_text(module, encoding="utf-8")
            args = ["--module", str(self.folder / "my_app.py"), *args]
        if secret is not None:
            secret_file = self.folder / "secret"
            secret_file.touch(mode=0o600)
            secret_file.write_text(secret + "\n", encoding="utf-8")
            args = ["--secret-file", str(secret_file), *args]
        self.secret = secret
        self.errors = (self.folder / "errors.txt").open("w+b")
        self.process = subprocess.Popen(
            [python, PYTHON / f"{kind}_server.py", *where, *map(str, args)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})})
        self.port = None
        if ready:
            line = self.process.stdout.readline()
            assert line, f"exit status {self.process.wait(PATIENCE)}: {self.complaints()}"
            message = json.loads(line)
            assert message["status"] == "ready", message
            self.port = message.get("port")

    def complaints(self):
        self.errors.flush()
        return (self.folder / "errors.txt").read_text(encoding="utf-8")

    def client(self, **options):
        options.setdefault("secret", self.secret)
        return {"http": HttpClient, "pipe": PipeClient, "rpc": RpcClient}[self.kind](self, **options)

    def end(self):
        """Ends it as Perch does, and returns the exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def close(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()
        shutil.rmtree(self.folder)


class Client:
    """What the clients of all kinds can do; ask() is what each does its own way. @name says whose
    the handles are."""

    def __init__(self, server, secret, name=None):
        self.server = server
        self.secret = secret
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def eval(self, expression, **local):
        """The value, or the handle of what has none."""
        answer = self.ask("eval", expression=expression, locals=local)
        return answer["handleId"] if answer.get("isHandle") else answer["value"]


class HttpClient(Client):
    CODES = {400: "bad_request", 401: "no_secret", 404: "no_method", 422: "not_found",
             429: "limit", 500: "failed"}

    def __init__(self, server, **options):
        super().__init__(server, **options)
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def close(self):
        self._connection.close()

    def ask(self, command, trace_id=None, **params):
        if trace_id is not None:
            trace = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
        else:
            trace = {}
        status, text, _ = self.exchange("POST", "/" + command.replace(".", "/"),
                                        json.dumps(params), **trace)
        return self._read(status, text)

    def floats(self, handle, dimensions):
        """The numbers one after the other, and their shape."""
        status, data, reply = self.exchange(
            "POST", "/tofloatarray" + ("2d" if dimensions == 2 else ""),
            json.dumps({"handleId": handle}), Accept="application/octet-stream")
        if status != 200:
            self._read(status, data)
        assert reply.headers["Content-Type"] == "application/octet-stream"
        shape = [int(n) for n in reply.headers["X-Perch-Shape"].split(",")]
        return memoryview(data).cast("d").tolist(), shape

    def ping(self):
        status, text, _ = self.exchange("GET", "/health", None)
        return self._read(status, text)

    def exchange(self, method, path, body, **headers):
        headers = {"Content-Type": "application/json", **headers}
        if self.secret is not None:
            headers["Authorization"] = f"Bearer {self.secret}"
        if self.name is not None:
            headers["X-Perch-Client"] = self.name
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        return reply.status, reply.read(), reply

    def _read(self, status, text):
        answer = json.loads(text, parse_constant=pytest.fail)
        if status != 200:
            raise Failure(self.CODES[status], answer["detail"], answer.get("traceback"))
        return answer


class PipeClient(Client):
    def __init__(self, server, **options):
        super().__init__(server, **options)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(server.path)
        self._lines = self._socket.makefile("rb")

    def close(self):
        self._lines.close()
        self._socket.close()

    def ask(self, command, trace_id=None, **params):
        request = {"command": command, "payload": params, "secret": self.secret,
                   "client": self.name, "trace_id": trace_id}
        self.send(json.dumps({k: v for k, v in request.items() if v is not None}).encode())
        return self.receive()

    def floats(self, handle, dimensions):
        command = "tofloatarray" + ("2d" if dimensions == 2 else "")
        head = self.ask(command, handleId=handle, format="binary")
        assert head["dtype"] == "float64"
        return memoryview(self._lines.read(head["binary"])).cast("d").tolist(), head["shape"]

    def ping(self):
        return self.ask("ping")

    def send(self, line, end=b"\n"):
        self._socket.sendall(line + end)

    def receive(self):
        """None at the end."""
        line = self._lines.readline()
        answer = json.loads(line, parse_constant=pytest.fail) if line else None
        if isinstance(answer, dict) and "error" in answer:
            raise Failure(answer["code"], answer["error"], answer.get("traceback"))
        return answer


class RpcClient(Client):
    CODES = {"INVALID_ARGUMENT": "bad_request", "UNAUTHENTICATED": "no_secret",
             "UNIMPLEMENTED": "no_method", "NOT_FOUND": "not_found",
             "RESOURCE_EXHAUSTED": "limit", "UNKNOWN": "failed"}
    CALLS = {"import": "ImportModule", "create": "CreateObject", "call": "CallMethod",
             "getattr": "GetAttribute", "setattr": "SetAttribute", "eval": "Evaluate",
             "dispose": "DisposeHandle", "tofloatarray": "ToFloatArray",
             "tofloatarray2d": "ToFloatArray2D", "module_available": "IsModuleAvailable",
             "wrap": "WrapValue"}

    def __init__(self, server, **options):
        super().__init__(server, **options)
        self.python = ProtoFile((PYTHON / "python_service.proto").read_text())
        self.backend = ProtoFile((PYTHON / "backend.proto").read_text())
        self._channel = grpc.insecure_channel(
            f"127.0.0.1:{server.port}",
            options=[("grpc.max_receive_message_length", -1), ("grpc.enable_http_proxy", 0),
                     ("grpc.max_send_message_length", -1),
                     ("grpc.use_local_subchannel_pool", 1)])

    def close(self):
        self._channel.close()

    def ask(self, command, trace_id=None, **params):
        if command not in self.CALLS:
            reply = self.exchange(self.backend, "Backend", "Call", method=command,
                                  params_json=json.dumps(params), trace_id=trace_id or "")
            return json.loads(reply.result_json)
        return self._read(self.exchange(self.python, "PythonService", self.CALLS[command],
                                        **self._fields(params)))

    def floats(self, handle, dimensions):
        call = "ToFloatArray" + ("2D" if dimensions == 2 else "")
        reply = self.exchange(self.python, "PythonService", call, handle_id=handle, doubles=True)
        shape = [reply.rows, reply.columns] if dimensions == 2 else [len(reply.values)]
        return list(reply.values), shape

    def ping(self):
        return self._read(self.exchange(self.python, "PythonService", "Health"))

    def exchange(self, file, service, call, **fields):
        """The reply to a request."""
        request, reply = file.service(service)[call]
        metadata = [("authorization", f"Bearer {self.secret}")] if self.secret is not None else []
        if self.name is not None:
            metadata.append(("x-perch-client", self.name))
        path = f"/{file.descriptor.package}.{service}/{call}"
        ask = self._channel.unary_unary(path, request.SerializeToString, reply.FromString)
        try:
            return ask(request(**fields), metadata=metadata, timeout=PATIENCE)
        except grpc.RpcError as error:
            raise Failure(self.CODES.get(error.code().name, error.code().name),
                          error.details()) from None

    @staticmethod
    def _fields(params):
        names = {"args": "args_json", "kwargs": "kwargs_json", "locals": "locals_json",
                 "value": "value_json", "moduleName": "module_name", "handleId": "handle_id",
                 "moduleHandleId": "module_handle_id", "className": "class_name",
                 "methodName": "method_name", "attributeName": "attribute_name"}
        return {names.get(name, name): json.dumps(value) if name in names and
                names[name].endswith("_json") else value for name, value in params.items()}

    @staticmethod
    def _read(reply):
        """The same object that the other kinds answer with."""
        names = [field.name for field in reply.DESCRIPTOR.fields]
        if "handle" in names:
            if reply.HasField("handle"):
                return {"isHandle": True, "handleId": reply.handle.handle_id,
                        "typeName": reply.handle.type_name}
            answer = {"value": json.loads(reply.value_json, parse_constant=pytest.fail)}
            return {**answer, "notes": list(reply.notes)} if reply.notes else answer
        if "data" in names:
            rows = [getattr(row, "values", row) for row in reply.data]
            return {"data": [row if isinstance(row, float) else list(row) for row in rows]}
        keys = {"handle_id": "handleId", "type_name": "typeName"}
        return {keys.get(name, name): getattr(reply, name) for name in names}
