# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Calls an object service as a Python program does that has no Perch.

    object_client.py http|pipe|rpc ADDRESS SECRET eval TIMES AT_ONCE
    object_client.py http|pipe|rpc ADDRESS SECRET floats TIMES COUNT

Prints {"errors", "all_us", "p50_us", "p99_us", "cpu_us"} as JSON. Messages of gRPC are put together
once and read as bytes, which is less work than a program with generated code has."""

import json
import socket
import sys
import threading
import time

EXPRESSION = "6 * 7"
MAKE = "__import__('numpy').arange({}.0)"


def field(number, data):
    length = len(data)
    size = b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + data


class Requests:
    def __init__(self, address, secret):
        import requests

        self.url = f"http://127.0.0.1:{address}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {secret}"
        self.session.headers["X-Perch-Client"] = "rival"

    def eval(self, expression=EXPRESSION):
        answer = self.session.post(f"{self.url}/eval", json={"expression": expression})
        answer.raise_for_status()
        return answer.json()

    def floats(self, handle):
        answer = self.session.post(f"{self.url}/tofloatarray", json={"handleId": handle},
                                   headers={"Accept": "application/octet-stream"})
        answer.raise_for_status()
        return answer.content


class Socket:
    def __init__(self, address, secret):
        self.secret = secret
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address)
        self.reader = self.socket.makefile("rb")

    def ask(self, command, payload):
        request = {"command": command, "payload": payload, "secret": self.secret,
                   "client": "rival"}
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self.reader.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def eval(self, expression=EXPRESSION):
        return self.ask("eval", {"expression": expression})

    def floats(self, handle):
        answer = self.ask("tofloatarray", {"handleId": handle, "format": "binary"})
        return self.reader.read(answer["binary"])


class Grpc:
    def __init__(self, address, secret):
        import grpc

        service = "/beep.python.runtime.PythonService/"
        self.metadata = [("authorization", f"Bearer {secret}"), ("x-perch-client", "rival")]
        self.channel = grpc.insecure_channel(
            f"127.0.0.1:{address}", [("grpc.max_receive_message_length", -1)])
        self.evaluate = self.channel.unary_unary(f"{service}Evaluate")
        self.to_floats = self.channel.unary_unary(f"{service}ToFloatArray")
        self.request = field(1, EXPRESSION.encode())

    def eval(self, expression=None):
        request = self.request if expression is None else field(1, expression.encode())
        answer = self.evaluate(request, metadata=self.metadata)
        # A handle is the second field of the answer, and its name the first of that.
        return {"handleId": answer[4:4 + answer[3]].decode()} if answer[:1] == b"\x12" else answer

    def floats(self, handle):
        return self.to_floats(field(1, handle.encode()) + b"\x10\x01", metadata=self.metadata)


def repeat(ask, times, took):
    for _ in range(times):
        begin = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begin)


def measure(asks, times):
    took = []
    threads = [threading.Thread(target=repeat, args=(ask, times // len(asks), took))
               for ask in asks]
    begin, used = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything, cpu = time.perf_counter() - begin, time.process_time() - used
    took.sort()
    print(json.dumps({"errors": times // len(asks) * len(asks) - len(took),
                      "all_us": everything * 1e6, "p50_us": took[len(took) // 2] * 1e6,
                      "p99_us": took[len(took) * 99 // 100] * 1e6, "cpu_us": cpu * 1e6}))


def main():
    kind, address, secret, what, times, number = sys.argv[1:]
    client = {"http": Requests, "pipe": Socket, "rpc": Grpc}[kind]
    if what == "eval":
        clients = [client(address, secret) for _ in range(int(number))]
        for one in clients:
            one.eval()
        measure([one.eval for one in clients], int(times))
    else:
        one = client(address, secret)
        handle = one.eval(MAKE.format(number))["handleId"]
        assert len(one.floats(handle)) >= 8 * int(number)
        measure([lambda: one.floats(handle)], int(times))


main()
