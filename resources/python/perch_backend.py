# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Everything a Python program needs to be a good backend for Perch, in one file.

    from perch_backend import Backend

    backend = Backend()

    @backend.on("clipboard.process")
    def process(params):
        return {"fragments": len(params["fragments"])}

    @backend.on("history.clear")
    async def clear():
        return {"cleared": (await backend.ask_async("Forget everything?")).approved}

    def main():
        backend.ready()
        while not backend.wait(60):
            backend.event("heartbeat_of_mine", beats=1)

    if __name__ == "__main__":
        raise SystemExit(backend.run(main))

What it takes care of:

* **Output.** Messages are one line and one write each, from any thread. `print()` stays log text:
  it goes out in whole lines that never mix with messages, even when it prints JSON. What a child
  process or a C library writes to file descriptor 1 goes to stderr, which Perch logs too.
* **Input.** Requests (JSON-RPC 2.0, one a line) reach the functions registered with `on()`, each
  in a worker thread, or on the event loop when it is `async def`. An awaitable that comes out of
  a thread is awaited on that loop, too. Answers may go out in any order. File descriptor 0 becomes
  the null device, so that no child process eats a request.
* **The person at the tray.** `notify()` and `update()` show something, `ask()` waits for an answer;
  coroutines await `ask_async()`.
* **The end.** SIGTERM, SIGINT, SIGBREAK and the end of stdin (Perch is gone) all lead to one
  orderly stop: `wait()` returns true, an `async` main is cancelled, the functions registered with
  `on_stop()` run once. Any further SIGTERM is ignored, because a stop that has begun must not be
  disturbed; a second SIGINT is a person who insists and ends the program at once. A program that
  is still there after `stop_timeout` seconds is ended, whatever its threads do.
* **Children.** `clean_env()` is the environment without what PyInstaller put there for itself.
  In a forked child (multiprocessing) signals work as if this module had never been used, and
  prints and logs go to stderr; only the process that made the Backend speaks to Perch.

Importing the module and making a Backend change nothing; the first message or `run()` does.
Needs Python 3.8 and nothing else, and works frozen by PyInstaller.
"""

from __future__ import annotations

import contextlib
import contextvars
import inspect
import io
import itertools
import json
import logging
import os
import queue
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
import traceback
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Callable, Iterator, Mapping, NamedTuple, TypeVar

LINE_MAX = 1024 * 1024  # bytes of a line that Perch reads; it cuts longer ones
ID_MAX = 1024  # characters of an id; a long one would leave its answer no room in a line
WORKERS = 8  # requests to plain functions that are handled at the same time
GRACE = 5.0  # seconds that Perch has for an answer, beyond those that a person has
HANDLED = 0x80  # marks the number of a signal that Python's own handler has seen

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
STOPPING = -32000

_trace_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("trace_id", default=None)
_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])


class RpcError(Exception):
    """Raised in a handler, it becomes the error answer to whoever asks this program."""

    def __init__(self, code: int, message: object, data: Any = None) -> None:
        # Not always text: some pass on the exception that they have caught.
        self.message = type(self).__name__ if message is None else str(message)
        super().__init__(self.message)
        self.code = code
        self.data = data


class InvalidParams(RpcError):
    """The caller sent parameters that the handler can't work with."""

    def __init__(self, message: object, data: Any = None) -> None:
        super().__init__(INVALID_PARAMS, message, data)


class PerchError(Exception):
    """Perch has answered a question of this program with an error. Not an RpcError: a handler that
    lets it pass has failed, whatever Perch's code for it means elsewhere."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class CannotAsk(PerchError):
    """Nobody could be asked, or Perch would not put the question."""


class Answer(NamedTuple):
    """What a person has said. It is true when the person has approved."""

    approved: bool
    response: str | None  # the person's own words, if any

    def __bool__(self) -> bool:
        return self.approved

    @classmethod
    def read(cls, result: Any) -> Answer:
        """What is not clearly an approval is none."""
        fields = result if isinstance(result, dict) else {}
        response = fields.get("response")
        return cls(fields.get("approved") is True, response if isinstance(response, str) else None)


def require(params: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    """Returns `params[name]`; raises InvalidParams when it is missing or not of type `kind`."""
    if name not in params:
        raise InvalidParams(f'"{name}" is missing')
    value = params[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found = type(value).__name__
        raise InvalidParams(f'"{name}" must be of type {kind.__name__}, not {found}')
    return value


def clean_env(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a program that is not part of this one.

    A frozen program runs with library paths that point into its own bundle; a system program that
    inherits them loads the wrong libraries. Use it as `subprocess.run([...], env=clean_env())`.
    """
    env = dict(os.environ if environ is None else environ)
    for name in [n for n in env if n.startswith("_PYI_") or n == "_MEIPASS2"]:
        del env[name]
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        original = env.pop(name + "_ORIG", None)
        if original:
            env[name] = original
        elif getattr(sys, "frozen", False):
            env.pop(name, None)
    return env


def _encode(message: Mapping[str, Any], default: Callable[[Any], Any] | None = None) -> bytes:
    # NaN and Infinity are not JSON, and half a surrogate pair is not UTF-8.
    text = json.dumps(
        message, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=default
    )
    return text.encode("utf-8", "replace") + b"\n"


class _Wire:
    """The private end of stdout. While it is open, descriptor 1 is the same as descriptor 2, so
    that nobody else can write between two halves of a message."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.detached = False  # true in a forked child
        self.on_broken: Callable[[], None] = lambda: None
        self._fd: int | None = None
        try:
            self._fd = os.dup(1)
            os.dup2(2, 1)
        except OSError:
            pass  # a program without a console and without pipes has nobody to talk to
        self._stdout = sys.stdout
        if self._stdout is not None:
            self._stdout.flush()
        sys.stdout = io.TextIOWrapper(
            _PrintedLines(self),
            encoding="utf-8",
            errors="backslashreplace",
            newline="\n",
            write_through=True,
        )
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)

    def send(self, line: bytes) -> None:
        fd = 2 if self.detached else self._fd
        if fd is None:
            return
        try:
            with self.lock:
                while line:
                    line = line[os.write(fd, line) :]
        except OSError:
            if not self.detached:
                self._fd = None
                self.on_broken()

    def after_fork(self) -> None:
        # Another thread may have held the lock at the moment of the fork.
        self.lock = threading.Lock()
        self.detached = True


class _PrintedLines(io.RawIOBase):
    """Collects what a thread prints until the line is whole, then sends it as log text."""

    def __init__(self, wire: _Wire) -> None:
        super().__init__()
        self._wire = wire
        self._parts: dict[int, bytes] = {}

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1

    def write(self, data: Any) -> int:
        piece = bytes(data)
        thread = threading.get_ident()
        *lines, rest = (self._parts.pop(thread, b"") + piece).split(b"\n")
        if rest:
            self._parts[thread] = rest
        for line in lines:
            self._send(line)
        return len(piece)

    def finish(self) -> None:
        """Sends what no line end has followed; for the end of the program."""
        while self._parts:
            self._send(self._parts.popitem()[1])

    def _send(self, line: bytes) -> None:
        if line.lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{"):
            text = line.decode("utf-8", "replace").rstrip("\r")
            self._wire.send(_encode_log({"level": "info", "message": text}))
        else:
            self._wire.send(line + b"\n")


def _encode_log(record: dict[str, Any]) -> bytes:
    """Never fails: a log record that can't be sent as it is, is sent as well as it can be."""
    try:
        line = _encode(record, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        line = _encode({**record, "fields": {"unprintable": f"{type(error).__name__}: {error}"}})
    if len(line) > LINE_MAX:
        short = record["message"][: LINE_MAX // 16]
        line = _encode({"level": record["level"], "message": short, "truncated": True})
    return line


class LogHandler(logging.Handler):
    """Sends the records of Python's logging to Perch."""

    def __init__(self, backend: Backend, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self._backend = backend

    def emit(self, record: logging.LogRecord) -> None:
        try:
            fields: dict[str, Any] = {"logger": record.name}
            if record.exc_info and record.exc_info[0] is not None:
                fields["exception"] = "".join(traceback.format_exception(*record.exc_info))
            self._backend.log(record.levelname.lower(), record.getMessage(), **fields)
        except Exception:
            self.handleError(record)


class _Workers:
    """Daemon threads, made when there is work for them. (The ones of concurrent.futures are
    joined when the interpreter ends, and one that hangs would keep the program.)"""

    def __init__(self, limit: int) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._limit = limit
        self._n_threads = 0
        self._n_free = 0

    def submit(self, job: Callable[[], None]) -> None:
        with self._lock:
            if self._n_free > 0:
                self._n_free -= 1
            elif self._n_threads < self._limit:
                _start_thread("perch-worker", self._work)
                self._n_threads += 1
            self._jobs.put(job)

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            with self._lock:
                if self._jobs.empty():
                    self._n_free += 1


class _Request:
    """A request of Perch."""

    def __init__(self, message: dict[str, Any]) -> None:
        self.key = _short(message.get("id"), str, int)
        self.wanted = "id" in message  # without an id nobody waits for an answer
        self.trace_id = _short(message.get("trace_id"), str)
        self.method = str(message["method"])
        self.params = message.get("params", {})


class _Handler:
    """A function that answers the requests for one method."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.is_async = inspect.iscoroutinefunction(function)
        self.takes_params = bool(inspect.signature(function).parameters)

    def call(self, params: Any) -> Any:
        return self.function(params) if self.takes_params else self.function()


async def _outcome(function: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """What comes of awaiting what `function` returns, or what is raised: asyncio lets SystemExit
    out of the loop that others need."""
    try:
        return await function(), None
    except BaseException as error:
        return None, error


class _Service:
    """Gives each request of Perch to its handler, and sends back what comes of it."""

    def __init__(self, backend: Backend) -> None:
        self.handlers: dict[str, _Handler] = {}
        self.loop: Any = None  # the event loop that async handlers run on
        self.tasks: set[Any] = set()  # of async handlers; asyncio itself holds tasks weakly
        self._backend = backend
        self._workers = _Workers(WORKERS)
        self._changed = threading.Condition()
        self._busy = 0  # requests being handled

    def requested(self, message: dict[str, Any]) -> None:
        request = _Request(message)
        handler = self.handlers.get(request.method)
        if handler is None:
            problem = RpcError(METHOD_NOT_FOUND, f"no such method: {request.method}")
        elif not isinstance(request.params, dict):
            problem = InvalidParams('"params" must be an object')
        elif self._backend.stopping:
            problem = RpcError(STOPPING, "the program is stopping")
        else:
            self._begin(handler, request)
            return
        self._answer(request, None, problem)

    def wait_until_idle(self, timeout: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._busy == 0, timeout)

    def refuse(self, key: Any, trace_id: str | None, error: RpcError) -> None:
        """Sends an error answer."""
        body: dict[str, Any] = {"code": error.code, "message": error.message}
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": key, "error": body}
        if trace_id is not None:
            answer["trace_id"] = trace_id
        if error.data is not None:
            try:
                self._backend._send({**answer, "error": {**body, "data": error.data}})
                return
            except Exception:
                pass  # the answer matters more than its data
        body["message"] = body["message"][:4096]
        self._backend._send(answer)

    def _begin(self, handler: _Handler, request: _Request) -> None:
        with self._changed:
            self._busy += 1
        if handler.is_async:
            self._await_soon(lambda: handler.call(request.params), request)
        else:
            self._workers.submit(lambda: self._handle(handler, request))

    def _event_loop(self) -> Any:
        """The loop of an async main, or else one in a thread, made for the first async handler."""
        import asyncio

        with self._changed:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                _start_thread("perch-loop", self._run_loop)
            return self.loop

    def _run_loop(self) -> None:
        while True:
            try:
                self.loop.run_forever()
                return
            except (SystemExit, KeyboardInterrupt) as error:  # in a task that a handler has made
                self._backend._log_failure("error", "a task", error)

    def _await_soon(self, function: Callable[[], Any], request: _Request) -> bool:
        """Has the event loop await what `function` returns; false when the loop has ended."""
        return _soon(self._event_loop(), lambda: self._spawn(function, request))

    def _spawn(self, function: Callable[[], Any], request: _Request) -> None:
        task = self.loop.create_task(self._handle_async(function, request))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _handle(self, handler: _Handler, request: _Request) -> None:
        awaited = False
        token = _trace_id.set(request.trace_id)
        try:
            result = handler.call(request.params)
            if inspect.isawaitable(result):  # a wrapper or an object does not tell before
                awaited = self._await_soon(lambda: result, request)
                if not awaited:
                    raise RpcError(STOPPING, "the program is stopping")
            else:
                self._answer(request, result, None)
        except BaseException as error:
            self._answer(request, None, error)
        finally:
            _trace_id.reset(token)
            if not awaited:
                self._one_less()

    def perform(self, method: str, params: dict[str, Any], trace_id: str | None) -> Any:
        """Has a request answered that did not come on stdin, and waits for the result."""
        handler = self.handlers.get(method)
        if handler is None:
            raise RpcError(METHOD_NOT_FOUND, f"no such method: {method}")
        token = _trace_id.set(trace_id)
        try:
            if handler.is_async:
                return self._wait_for(lambda: handler.call(params))
            result = handler.call(params)
            return self._wait_for(lambda: result) if inspect.isawaitable(result) else result
        finally:
            _trace_id.reset(token)

    def _wait_for(self, function: Callable[[], Any]) -> Any:
        """Has the event loop await what `function` returns, and waits for what comes of it."""
        import asyncio

        outcome = asyncio.run_coroutine_threadsafe(_outcome(function), self._event_loop())
        result, error = outcome.result()
        if error is not None:
            raise error
        return result

    async def _handle_async(self, function: Callable[[], Any], request: _Request) -> None:
        import asyncio

        _trace_id.set(request.trace_id)
        try:
            result, error = await _outcome(function)
            if isinstance(error, asyncio.CancelledError) and self._backend.stopping:
                error = RpcError(STOPPING, "the program is stopping")
            self._answer(request, result, error)
        finally:
            self._one_less()

    def _one_less(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def _answer(self, request: _Request, result: Any, error: BaseException | None) -> None:
        """Logs what went wrong and sends the answer, if one is wanted. What a handler has returned
        or raised can't make it fail: a worker would end, and whoever asked would wait for ever."""
        try:
            self._try_to_answer(request, result, error)
        except BaseException as failure:  # such as one in an exception's own __str__()
            kind = type(failure if error is None else error).__name__
            text = f"{request.method} ended with what can't be told: {kind}"
            self._backend.log("error", text)
            if request.wanted:
                self.refuse(request.key, request.trace_id, RpcError(INTERNAL_ERROR, text))

    def _try_to_answer(self, request: _Request, result: Any, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, RpcError):
            self._backend._log_failure("error", request.method, error)
            error = RpcError(INTERNAL_ERROR, f"{type(error).__name__}: {error}")
        if not request.wanted:
            return
        if error is None:
            answer: dict[str, Any] = {"jsonrpc": "2.0", "id": request.key, "result": result}
            if request.trace_id is not None:
                answer["trace_id"] = request.trace_id
            try:
                self._backend._send(answer)
                return
            except Exception as unfit:
                error = RpcError(INTERNAL_ERROR, f"the result can't be sent: {unfit}")
        self.refuse(request.key, request.trace_id, error)


class _Signals:
    """The signals that stop a program, told to `stop` in a thread of its own."""

    def __init__(self, stop: Callable[[str], None]) -> None:
        self._stop = stop
        self._n_interrupts = 0
        self._old: dict[int, Any] = {}
        # A Python handler runs when the main thread next does something. One that is about to wait,
        # in a lock or in an event loop, may do that for ever first. What Python writes here from
        # the real handler does not depend on it.
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        if os.name != "nt":
            signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                self._old[number] = signal.signal(number, self._came)
        _start_thread("perch-signals", self._watch)

    def leave_alone(self) -> None:
        """For a forked child: its signals are not those of the program."""
        if os.name != "nt":
            signal.set_wakeup_fd(-1)
        for number, old in self._old.items():
            signal.signal(number, signal.SIG_DFL if old is None else old)

    def _came(self, number: int, frame: Any) -> None:
        # Runs between any two instructions of the main thread, which may hold any lock: so it
        # takes none, and leaves the work to the watching thread.
        if number == signal.SIGINT:
            self._n_interrupts += 1
            if self._n_interrupts > 1:
                os._exit(128 + number)
        with contextlib.suppress(BlockingIOError):  # full of others that say the same
            os.write(self._write_end, bytes([number | HANDLED]))

    def _watch(self) -> None:
        n_interrupts = 0  # as the real handler tells; _came() may have to wait for the main thread
        while True:
            byte = os.read(self._read_end, 1)[0]
            n_interrupts += byte == signal.SIGINT
            if n_interrupts > 1:
                os._exit(128 + signal.SIGINT)
            number = byte & ~HANDLED
            if number in self._old:  # others have handlers of the program's own
                self._stop(f"received {signal.Signals(number).name}")


class Backend:
    """The program's connection to Perch. One for a process.

    `stop_timeout`: seconds that an orderly stop may take before the process is ended. Perch itself
    waits 5 s (`stop_timeout_ms` of the profile) before it ends it from outside.
    """

    def __init__(self, stop_timeout: float = 4.0) -> None:
        self._stop_timeout = stop_timeout
        self._lock = threading.Lock()
        self._wire: _Wire | None = None
        self._signals: _Signals | None = None
        self._service = _Service(self)
        self._questions: dict[str, Future[Any]] = {}  # to Perch, without an answer yet
        self._ids = itertools.count(1)
        self._on_stop: list[Callable[[], Any]] = []
        self._stop_reason: str | None = None
        self._stop_event = threading.Event()
        self._exit_code = 0
        self._main_task: Any = None  # of an async main
        self._temp_dir: str | None = None

    # What the program says

    def ready(self) -> None:
        """Tells Perch that the program is up and can do its work."""
        self.status("ready")

    def status(self, word: str, /, **fields: Any) -> None:
        """Tells Perch how the program is, in a word or two; the tray shows it."""
        self._refuse(fields, "jsonrpc", "event", "status")
        self._send({"status": word, **fields})

    def event(self, name: str, /, **payload: Any) -> None:
        """Publishes an event to everybody who listens to Perch."""
        self._refuse(payload, "jsonrpc", "event")
        self._send({"event": name, **self._traced(), **payload})

    def log(self, level: str, message: str, /, **fields: Any) -> None:
        """Writes a log record: `level` is debug, info, warning, error or critical."""
        record: dict[str, Any] = {"level": level, "message": str(message), **self._traced()}
        if fields:
            record["fields"] = fields  # in an object of its own: a field may be named "status"
        self._open().send(_encode_log(record))

    def log_handler(self, level: int = logging.INFO) -> LogHandler:
        """Makes Python's `logging` go to Perch, and returns the handler it put at the root."""
        handler = LogHandler(self)
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(level)
        return handler

    # What the program asks

    def notify(self, body: str, title: str | None = None) -> None:
        """Shows the person a notification, which takes the place of the program's last one.
        If it can't be shown, Perch's log says why."""
        self._tell("ui.notify", _given(body=body, title=title))

    def update(self, indicator: str, text: str, **more: str | float) -> None:
        """Shows a line of text in the tray menu and the status window, in place of what
        `indicator` said before; "" takes it away. May also be given: `progress`, a number from 0
        to 1, and `state`, a word."""
        self._tell("ui.update", {"indicator": indicator, "text": text, **more})

    def ask(self, prompt: str, timeout: float = 60.0) -> Answer:
        """Asks the person a question and waits, `timeout` seconds at most. Silence is no approval.

        Raises CannotAsk when there is nobody to ask, and what `call()` raises. A plain handler that
        waits here holds one of the few threads for requests; `ask_async()` holds none.
        """
        try:
            return Answer.read(self.call("ui.ask", *_question(prompt, timeout)))
        except PerchError as error:
            raise _cannot_ask(error) from None

    async def ask_async(self, prompt: str, timeout: float = 60.0) -> Answer:
        """As `ask()`, for coroutines."""
        try:
            return Answer.read(await self.call_async("ui.ask", *_question(prompt, timeout)))
        except PerchError as error:
            raise _cannot_ask(error) from None

    def call(
        self, method: str, params: Mapping[str, Any] | None = None, timeout: float = 30.0
    ) -> Any:
        """Asks Perch for anything and returns its result. For threads, plain handlers among them.

        Raises PerchError when Perch answers with an error, TimeoutError when it does not answer,
        and ConnectionError when the program is stopping.
        """
        if "asyncio" in sys.modules and sys.modules["asyncio"]._get_running_loop() is not None:
            raise RuntimeError("this would block the event loop: await the _async method instead")
        question = self._ask(method, params)
        try:
            return question.result(timeout)
        except FutureTimeoutError:
            raise TimeoutError(f"Perch did not answer {method} within {timeout:g} s") from None
        finally:
            question.cancel()

    async def call_async(
        self, method: str, params: Mapping[str, Any] | None = None, timeout: float = 30.0
    ) -> Any:
        """As `call()`, for coroutines."""
        import asyncio

        question = asyncio.wrap_future(self._ask(method, params))
        try:
            return await asyncio.wait_for(question, timeout)
        except asyncio.TimeoutError:
            raise TimeoutError(f"Perch did not answer {method} within {timeout:g} s") from None

    # What the program answers

    def on(self, method: str) -> Callable[[_F], _F]:
        """Decorator: the function answers requests for `method`.

        It gets the request's parameters as a dict (or nothing, when it takes no argument) and
        returns what JSON can hold. It raises InvalidParams or RpcError for an error answer; any
        other exception is logged and answered as an internal error. `async def` works too, as does
        whatever returns an awaitable.
        """

        def register(function: _F) -> _F:
            if method in self._service.handlers:
                raise ValueError(f"{method} has a handler already")
            self._service.handlers[method] = _Handler(function)
            return function

        return register

    def perform(
        self, method: str, params: Mapping[str, Any] | None = None, trace_id: str | None = None
    ) -> Any:
        """Asks the function that answers `method`, and returns its result: for a program that takes
        requests elsewhere too, such as on a socket. Not for coroutines.

        Raises RpcError, with METHOD_NOT_FOUND as its code when there is no such function, and
        whatever the function raises.
        """
        return self._service.perform(method, dict(params or {}), trace_id)

    def on_stop(self, function: _F) -> _F:
        """Decorator: the function (without arguments) runs once when the program stops, in the
        main thread, last registered first: before a plain main is waited for, after an async
        main has ended."""
        self._on_stop.append(function)
        return function

    # The life of the program

    @property
    def stopping(self) -> bool:
        """Whether the stop has begun."""
        return self._stop_event.is_set()

    @property
    def trace_id(self) -> str | None:
        """Id of the request that is being handled here. Events and logs carry it by themselves."""
        return _trace_id.get()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until the stop begins; false when `timeout` seconds passed without it."""
        return self._stop_event.wait(timeout)

    def stop(self, reason: str = "asked to", code: int = 0) -> None:
        """Begins the orderly stop; `code` becomes the exit status. Only the first call counts.
        Not for signal handlers."""
        with self._lock:
            if self._stop_reason is not None:
                return
            self._stop_reason = reason
            self._exit_code = code
        self.log("info", f"stopping: {reason}")
        self._stop_event.set()
        if self._main_task is not None:
            _soon(self._service.loop, self._main_task.cancel)
        for key in list(self._questions):
            self._answered(key, None, ConnectionError("the program is stopping"))

    def temp_dir(self) -> str:
        """A folder of this run's own. It is removed at the orderly stop, and with everything else
        in TMPDIR by Perch whatever way the program ended."""
        with self._lock:
            if self._temp_dir is None:
                self._temp_dir = tempfile.mkdtemp(prefix="backend-")
            return self._temp_dir

    def run(self, main: Callable[[], Any] | None = None) -> int:
        """Runs the program until it ends or is stopped, and returns its exit status.

        `main` is a function, run in a thread of its own, that returns when `wait()` is true; or
        `async def`, run by asyncio in the main thread and cancelled by a stop; or None for a
        program of handlers only. What it returns becomes the exit status when it is an int. An
        exception that leaves it is logged, and the exit status is 1.
        """
        self._open()
        self._signals = _Signals(self.stop)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        stdin, is_lifeline = _take_stdin()
        _start_thread("perch-deadline", self._end_in_time)

        def listen() -> None:
            _start_thread("perch-stdin", lambda: self._read(stdin, is_lifeline))

        if inspect.iscoroutinefunction(main):
            self._run_async(main, listen)
            self._run_stop_functions()
        else:
            listen()
            thread = _start_thread("perch-main", lambda: self._run_main(main or self.wait))
            while not self._stop_event.wait(0.5 if os.name == "nt" else None):
                pass  # Windows runs a signal handler between two waits only
            self._run_stop_functions()
            thread.join(self._stop_timeout)
        self._finish()
        return self._exit_code

    # Output

    def _open(self) -> _Wire:
        with self._lock:
            if self._wire is None:
                self._wire = _Wire()
                self._wire.on_broken = lambda: self.stop("nobody reads stdout any more")
            return self._wire

    def _send(self, message: dict[str, Any]) -> None:
        wire = self._open()
        if wire.detached:
            raise RuntimeError("only the process that made the Backend can speak to Perch")
        line = _encode(message)
        if len(line) > LINE_MAX:
            raise ValueError(f"the message has {len(line)} bytes; Perch reads {LINE_MAX}")
        wire.send(line)

    def _log_failure(self, level: str, what: str, error: BaseException) -> None:
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        self.log(level, f"{what} failed: {error!r}", exception=trace)

    @staticmethod
    def _traced() -> dict[str, str]:
        return _given(trace_id=_trace_id.get())

    @staticmethod
    def _refuse(fields: Mapping[str, Any], *names: str) -> None:
        for name in names:
            if name in fields:
                raise ValueError(f'"{name}" can\'t be a field: it says what kind of line it is')

    # Input

    def _read(self, fd: int, is_lifeline: bool) -> None:
        begun = bytearray()  # of a line; it grows in place, as a list of pieces would not
        while fd >= 0:
            try:
                chunk = os.read(fd, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                break
            begun += chunk
            if b"\n" in chunk:
                *lines, begun = begun.split(b"\n")
                lines.reverse()
                while lines:
                    self._received(lines.pop())  # and forgotten: it may be a hundred megabytes
        if is_lifeline:
            self.stop("the end of stdin: Perch is gone")

    def _received(self, line: bytearray) -> None:
        if not line or line.isspace():
            return
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            self._service.refuse(None, None, RpcError(PARSE_ERROR, f"not JSON: {error}"))
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            wrong = RpcError(INVALID_REQUEST, 'not a JSON-RPC object with "jsonrpc": "2.0"')
            self._service.refuse(None, None, wrong)
        elif "method" in message:
            self._service.requested(message)
        elif isinstance(message.get("error"), dict):
            code, text = message["error"].get("code"), message["error"].get("message")
            number = code if isinstance(code, int) else INTERNAL_ERROR
            self._answered(message.get("id"), None, PerchError(number, str(text)))
        else:
            self._answered(message.get("id"), message.get("result"), None)

    # Questions to Perch

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params, **self._traced()})

    def _ask(self, method: str, params: Mapping[str, Any] | None) -> Future[Any]:
        key = f"py-{next(self._ids)}"
        question = self._questions[key] = Future()
        question.add_done_callback(lambda _: self._questions.pop(key, None))
        request = {"jsonrpc": "2.0", "id": key, "method": method, **self._traced()}
        try:
            if not self.stopping:
                self._send({**request, **_given(params=params)})
        except BaseException:
            question.cancel()
            raise
        if self.stopping:  # stop() may have looked before this question was there
            self._answered(key, None, ConnectionError("the program is stopping"))
        return question

    def _answered(self, key: Any, result: Any, error: Exception | None) -> None:
        question = self._questions.get(key) if isinstance(key, str) else None
        if question is None:
            return  # too late, or for nobody
        with contextlib.suppress(InvalidStateError):  # whoever asked has just given up
            if error is None:
                question.set_result(result)
            else:
                question.set_exception(error)

    # The main function

    def _run_async(self, main: Any, listen: Callable[[], None]) -> None:
        import asyncio

        async def watched() -> None:
            with self._main_watched():
                try:
                    self._main_returned(await main())
                except asyncio.CancelledError:
                    self.stop("main was cancelled", 1)

        async def supervise() -> None:
            service = self._service
            service.loop = asyncio.get_running_loop()
            listen()  # not sooner: a request may need the loop
            self._main_task = service.loop.create_task(watched())
            if self.stopping:
                self._main_task.cancel()
            await asyncio.wait([self._main_task])
            if service.tasks:
                await asyncio.wait(service.tasks, timeout=self._stop_timeout / 2)

        asyncio.run(supervise())

    def _run_main(self, main: Callable[[], Any]) -> None:
        with self._main_watched():
            self._main_returned(main())

    @contextlib.contextmanager
    def _main_watched(self) -> Iterator[None]:
        try:
            yield
        except SystemExit as error:
            code = error.code
            self._main_returned(code if isinstance(code, int) else int(code is not None))
        except BaseException as error:
            self._log_failure("critical", "main", error)
            self._main_returned(1, "main failed")

    def _main_returned(self, result: Any, reason: str = "main has returned") -> None:
        code = result if isinstance(result, int) and not isinstance(result, bool) else 0
        self.stop(reason, code)
        self._exit_code = self._exit_code or code  # even when the stop had begun

    # The end

    def _end_in_time(self) -> None:
        self._stop_event.wait()
        time.sleep(self._stop_timeout)
        self.log("warning", f"not ended {self._stop_timeout:g} s after the stop began: giving up")
        self._flush()
        os._exit(self._exit_code or 1)

    def _run_stop_functions(self) -> None:
        while self._on_stop:
            try:
                self._on_stop.pop()()
            except Exception as error:
                self._log_failure("error", "a stop function", error)

    def _finish(self) -> None:
        self._service.wait_until_idle(self._stop_timeout)
        with self._lock:
            temp_dir, self._temp_dir = self._temp_dir, None
        if temp_dir is not None:
            shutil.rmtree(temp_dir, ignore_errors=True)
        self._flush()

    def _flush(self) -> None:
        printed = getattr(sys.stdout, "buffer", None)
        if isinstance(printed, _PrintedLines):
            printed.finish()

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        if self._wire is not None:
            self._wire.after_fork()
        if self._signals is not None:
            self._signals.leave_alone()


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


def _short(value: Any, *kinds: type) -> Any:
    """`value` if it is an id that can be sent back, or else None."""
    return value if isinstance(value, kinds) and len(str(value)) <= ID_MAX else None


def _question(prompt: str, timeout: float) -> tuple[dict[str, Any], float]:
    return {"prompt": prompt, "timeout": timeout}, timeout + GRACE


def _cannot_ask(error: PerchError) -> CannotAsk:
    too_old = error.code == METHOD_NOT_FOUND
    reason = "this version of Perch puts no questions" if too_old else str(error)
    return CannotAsk(error.code, f"the person can't be asked: {reason}")


def _take_stdin() -> tuple[int, bool]:
    """Returns a private descriptor and whether its end means that the parent is gone. It does
    for pipes and terminals; a program started with /dev/null as its input must not end."""
    try:
        fd = os.dup(0)
    except OSError:
        return -1, False
    mode = os.fstat(fd).st_mode
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return fd, stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(fd)


def _soon(loop: Any, function: Callable[[], Any]) -> bool:
    try:
        loop.call_soon_threadsafe(function)
        return True
    except RuntimeError:
        return False  # the loop has ended, and all that it could have done with it


def _start_thread(name: str, target: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread
