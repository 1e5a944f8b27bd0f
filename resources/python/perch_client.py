# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Drives Perch from a script, a test or an agent, in one file.

    from perch_client import ApiHookClient

    with ApiHookClient() as perch:
        perch.wait_for_server(timeout=10)
        perch.click("btn_start")
        if perch.request_confirmation("Delete the old files?", timeout=30):
            ...

It talks to the port for scripts and tests, which `perch run --enable-test-hooks` opens.

* **Time-outs.** `timeout` is how many seconds a call may take in all, tries and pauses included; so
  is the one of a wait.
* **Tries.** A connection that is refused, and an answer 503 with Retry-After, have changed nothing
  in Perch: such calls are tried again, after pauses that grow. Questions that change nothing (GET)
  are also tried again when the connection breaks. Nothing else is ever sent twice.
* **Errors.** All are a `PerchClientError`, and say what was asked and what came back.

There are no threads in it, and a client may not be shared by threads. Needs Python 3.8 and nothing
else.
"""

from __future__ import annotations

import http.client
import json
import math
import random
import socket
import time
import urllib.parse
from typing import Any, Callable, Iterator, Mapping, NamedTuple

TRIES = 5
FIRST_PAUSE = 0.05  # seconds before the second try; each further pause is twice as long
LONGEST_PAUSE = 2.0  # seconds
POLL = 0.1  # seconds between two looks at a value
LOOK = 1.0  # seconds that the last look may take, however little time is left
CHUNK = 1 << 16  # bytes read between two looks at the clock
ANSWER_MAX = 64 << 20  # bytes of an answer; Perch never says that much
GRACE = 5.0  # seconds for an answer, beyond those that a person has
SHOWN = 200  # characters of a strange answer that an error shows


class PerchClientError(Exception):
    """Something did not work out. `request` is what was asked, such as "POST /api/gui"."""

    def __init__(self, request: str, problem: str) -> None:
        super().__init__(f"{request}: {problem}")
        self.request = request
        self.problem = problem


class NotReachable(PerchClientError):
    """Nobody answers at that port, or the connection broke."""


class TimedOut(PerchClientError):
    """It has not happened in time."""


class BadAnswer(PerchClientError):
    """What answers at that port is not Perch, or not one that this client understands."""


class Refused(PerchClientError):
    """Perch has answered with an error.

    `status` is the HTTP status, `code` a word for programs, `message` a sentence for people,
    `trace_id` what to look for in Perch's log, `retry_after` the seconds after which another try
    makes sense.
    """

    def __init__(self, request: str, status: int, error: Mapping[str, Any], trace_id: str | None,
                 retry_after: float | None = None) -> None:
        self.status = status
        self.code = str(error.get("code", "unknown"))
        self.message = str(error.get("message", "Perch gave no reason"))
        self.trace_id = trace_id
        self.retry_after = retry_after
        trace = f", trace id {trace_id}" if trace_id else ""
        super().__init__(request, f"{self.message} ({status} {self.code}{trace})")


class Confirmation(NamedTuple):
    """What a person has said. It is true when the person has approved."""

    approved: bool
    response: str | None  # the person's own words, if any
    state: str  # "approved", "rejected", "timed_out" or "withdrawn"

    def __bool__(self) -> bool:
        return self.approved


class ApiHookClient:
    """Talks to the Perch at a port. `token` is what `perch token` prints; it is only needed where
    the settings of the port require it."""

    def __init__(self, host: str = "127.0.0.1", port: int = 8999, *, token: str | None = None,
                 timeout: float = 10.0) -> None:
        if token is not None and not (token.isascii() and token.isprintable()):
            raise ValueError("a token is one line of plain letters and digits")
        self.host = host
        self.port = port
        self.timeout = timeout
        self._token = token
        self._last_seq = 0

    def __enter__(self) -> ApiHookClient:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left open between two calls."""

    def __repr__(self) -> str:
        return f"ApiHookClient({self.host!r}, {self.port})"

    # What there is

    def get_status(self) -> dict[str, Any]:
        """Status, pid, version and uptime of Perch."""
        return self.request("GET", "/status")

    def get_gui_state(self) -> dict[str, Any]:
        """All items: menu entries, buttons and fields."""
        return self.request("GET", "/api/gui")

    def get_value(self, item: str) -> Any:
        """The value of one field."""
        path = f"/api/gui/value/{_quote(item)}"
        return _take(self.request("GET", path), "value", f"GET {path}")

    def get_mma_status(self) -> dict[str, Any]:
        """How far the backends are with their tickets, and an ETA."""
        return self.request("GET", "/api/gui/mma_status")

    def get_performance(self) -> dict[str, Any]:
        """Frame, main loop and request times."""
        return self.request("GET", "/api/performance")

    def get_task(self, task: int | str) -> dict[str, Any]:
        """What has become of a task: an order that Perch has queued."""
        return self.request("GET", f"/api/gui/task/{_quote(str(task))}")

    # What can be done; each returns Perch's word that it is queued, with the id of the task

    def click(self, item: str) -> dict[str, Any]:
        """Does what a person's click on this item does."""
        return self.order("click", item=item)

    def set_value(self, item: str, value: Any) -> dict[str, Any]:
        """Fills in a field."""
        return self.order("set_value", item=item, value=value)

    def select_tab(self, item: str, tab: Any) -> dict[str, Any]:
        """Brings a tab to the front."""
        return self.order("select_tab", item=item, value=tab)

    def select_list_item(self, item: str, value: Any) -> dict[str, Any]:
        """Selects something in a list."""
        return self.order("select_list_item", item=item, value=value)

    def push_event(self, event: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Publishes an event to all who listen."""
        return self.order("push_event", event=event, payload=dict(payload or {}))

    def order(self, action: str, **fields: Any) -> dict[str, Any]:
        """Any action of `POST /api/gui`."""
        return self.request("POST", "/api/gui", {"action": action, **fields})

    def reset_session(self) -> dict[str, Any]:
        """Gives the next test a fresh state."""
        return self.request("POST", "/api/session/reset", {})

    def request_confirmation(self, prompt: str | None = None, *, timeout: float = 60.0,
                             tool_name: str | None = None,
                             args: Any = None) -> Confirmation:
        """Asks the person, and waits for the answer. No answer within `timeout` seconds is a no.

        Raises Refused with the code "nobody_to_ask" at once when no person can be reached.
        """
        question = {"prompt": prompt, "timeout": timeout, "tool_name": tool_name, "args": args}
        body = {name: value for name, value in question.items() if value is not None}
        reply = self.request("POST", "/api/ask", body, timeout=timeout + GRACE)
        response = reply.get("response")
        # What is not clearly an approval is none.
        return Confirmation(reply.get("approved") is True,
                            response if isinstance(response, str) else None,
                            str(reply.get("state", "unknown")))

    # Waiting

    def wait_for_server(self, timeout: float = 30.0) -> dict[str, Any]:
        """Waits until Perch answers, and returns its status."""
        try:
            return self.request("GET", "/status", timeout=timeout, tries=None)
        except NotReachable as error:
            raise TimedOut(error.request, f"{error.problem}, still after {timeout} s") from error

    def wait_for_value(self, item: str, expected: Any, timeout: float = 10.0) -> Any:
        """Waits until a field has a value, and returns it.

        `expected` is that value, or a function that is true for it.
        """
        accepts: Callable[[Any], Any] = (
            expected if callable(expected) else lambda value: value == expected)
        value: Any = None
        for left in _countdown(timeout):
            value = self.request("GET", f"/api/gui/value/{_quote(item)}", timeout=left).get("value")
            if accepts(value):
                return value
        wanted = "what was expected" if callable(expected) else repr(expected)
        raise TimedOut(f"waiting for {item}", f"it is {value!r} after {timeout} s, not {wanted}")

    def wait_for_event(self, name: str, timeout: float = 10.0,
                       since: int | None = None) -> dict[str, Any]:
        """Waits for an event of this name, and returns it.

        It looks at those after the number `since`; without that at those after the last one that
        this client has returned, and the first time at all that Perch keeps.
        """
        seq = self._last_seq if since is None else since
        for left in _countdown(timeout):
            path = f"/api/events?since={seq}"
            reply = self.request("GET", path, timeout=left)
            for event in _take(reply, "events", f"GET {path}"):
                seq = max(seq, event["seq"])
                if event["event"] == name:
                    self._last_seq = event["seq"]
                    return event
        raise TimedOut(f"waiting for an event {name}", f"there was none within {timeout} s")

    # The way to Perch

    def request(self, method: str, path: str, body: Any = None, *, timeout: float | None = None,
                tries: int | None = TRIES) -> dict[str, Any]:
        """Asks Perch for anything, and returns what it answers.

        `timeout` is for this call only. It is tried so many times, or, with None, for all that
        time.
        """
        seconds = self.timeout if timeout is None else timeout
        data = None if body is None else json.dumps(body).encode()
        deadline = time.monotonic() + seconds
        pauses = _Pauses(deadline, tries)
        while True:
            try:
                return self._exchange(method, path, data, deadline)
            except Refused as error:
                if error.retry_after is None or not pauses.make(error.retry_after):
                    raise
            except NotReachable as error:
                refused = isinstance(error.__cause__, ConnectionRefusedError)
                if not (refused or method == "GET") or not pauses.make():
                    raise

    def _exchange(self, method: str, path: str, data: bytes | None,
                  deadline: float) -> dict[str, Any]:
        request = f"{method} {path}"
        where = f"{self.host}:{self.port}"
        connection = http.client.HTTPConnection(self.host, self.port, timeout=_left(deadline))
        try:
            connection.request(method, path, data, self._headers(data))
            sock = connection.sock  # which the connection forgets as soon as it has a response
            response = connection.getresponse()
            text = _read(response, sock, deadline)
        except http.client.InvalidURL:
            raise  # what was asked makes no sense, and was not sent
        except (socket.timeout, TimeoutError) as error:  # the same only since Python 3.10
            raise TimedOut(request, f"no answer from {where} in time") from error
        except (OSError, http.client.IncompleteRead) as error:
            raise NotReachable(request, f"can't talk to Perch at {where}: {error}") from error
        except http.client.HTTPException as error:
            raise BadAnswer(request, f"{where} does not speak HTTP: {error!r}") from error
        finally:
            connection.close()
        return _interpret(request, response, text)

    def _headers(self, data: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers


class _Pauses:
    """Those between the tries of one call."""

    def __init__(self, deadline: float, tries: int | None) -> None:
        self.deadline = deadline
        self.left = math.inf if tries is None else tries - 1
        self.next_pause = FIRST_PAUSE

    def make(self, at_least: float = 0.0) -> bool:
        """Waits before the next try; false at once when there is none."""
        # Not all clients that were refused come back at the same moment.
        pause = max(at_least, self.next_pause * random.uniform(0.8, 1.2))
        if self.left <= 0 or time.monotonic() + pause >= self.deadline:
            return False
        self.left -= 1
        self.next_pause = min(2 * self.next_pause, LONGEST_PAUSE)
        time.sleep(pause)
        return True


def _left(deadline: float) -> float:
    """Seconds until then; a socket takes 0 for "do not wait", and none at all for "for ever"."""
    return max(deadline - time.monotonic(), 0.001)


def _countdown(timeout: float) -> Iterator[float]:
    """The seconds left, once at the start and then at each look, until there are none."""
    deadline = time.monotonic() + timeout
    yield max(timeout, LOOK)
    while time.monotonic() + POLL < deadline:
        time.sleep(POLL)
        yield max(deadline - time.monotonic(), LOOK)


def _read(response: http.client.HTTPResponse, sock: socket.socket, deadline: float) -> bytes:
    text = bytearray()
    while not response.isclosed():
        if time.monotonic() > deadline:
            raise TimeoutError
        sock.settimeout(_left(deadline))
        chunk = response.read1(CHUNK)
        text += chunk
        if not chunk:
            break
        if len(text) > ANSWER_MAX:
            raise http.client.HTTPException(f"more than {ANSWER_MAX} bytes")
    if response.length:
        raise ConnectionResetError("the answer ends in the middle")
    return bytes(text)


def _interpret(request: str, response: http.client.HTTPResponse, text: bytes) -> dict[str, Any]:
    try:
        reply = json.loads(text)
    except ValueError:
        reply = None
    if not isinstance(reply, dict):
        shown = text[:SHOWN].decode("utf-8", "replace")
        raise BadAnswer(request, f"status {response.status} and no JSON object, but {shown!r}")
    if 200 <= response.status < 300:
        return reply
    error = reply.get("error")
    raise Refused(request, response.status, error if isinstance(error, dict) else {},
                  reply.get("trace_id"), _retry_after(response))


def _retry_after(response: http.client.HTTPResponse) -> float | None:
    value = response.getheader("Retry-After", "")
    return float(value) if response.status == 503 and value.isdecimal() else None


def _take(reply: Mapping[str, Any], name: str, request: str) -> Any:
    if name not in reply:
        raise BadAnswer(request, f'the answer has no "{name}"')
    return reply[name]


def _quote(name: str) -> str:
    return urllib.parse.quote(name, safe="")
