# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Everything a Python program needs to be a good backend for Perch, in one file.

    from perch_backend import Backend

    backend = Backend()

    @backend.on("clipboard.process")
    def process(params):
        return {"fragments": len(params["fragments"])}

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
  in a worker thread, or on the event loop when it is `async def`; answers may go out in any
  order. File descriptor 0 becomes the null device, so that no child process eats a request.
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
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple, Type, TypeVar

__all__ = ["Backend", "InvalidParams", "LogHandler", "RpcError", "clean_env", "require"]

LINE_MAX = 1024 * 1024  # bytes of a line that Perch reads; it cuts longer ones
WORKERS = 8  # requests to plain functions that are handled at the same time

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
STOPPING = -32000

_trace_id: contextvars.ContextVar[Optional[str]] = contextvars.ContextVar("trace_id", default=None)
_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])


class RpcError(Exception):
    """An error answer: raise it in a handler to send one; `call()` raises it when one came."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


class InvalidParams(RpcError):
    """The caller sent parameters that the handler can't work with."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(INVALID_PARAMS, message, data)


def require(params: Mapping[str, Any], name: str, kind: Type[_T]) -> _T:
    """Returns `params[name]`; raises InvalidParams when it is missing or not of type `kind`."""
    if name not in params:
        raise InvalidParams(f'"{name}" is missing')
    value = params[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found = type(value).__name__
        raise InvalidParams(f'"{name}" must be of type {kind.__name__}, not {found}')
    return value


def clean_env(environ: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
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


def _encode(message: Mapping[str, Any], default: Optional[Callable[[Any], Any]] = None) -> bytes:
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
        self._fd: Optional[int] = None
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
        self._parts: Dict[int, bytes] = {}

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


def _encode_log(record: Dict[str, Any]) -> bytes:
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
            fields: Dict[str, Any] = {"logger": record.name}
            if record.exc_info and record.exc_info[0] is not None:
                fields["exception"] = "".join(traceback.format_exception(*record.exc_info))
            self._backend.log(record.levelname.lower(), record.getMessage(), **fields)
        except Exception:
            self.handleError(record)


class _Workers:
    """Daemon threads, made when there is work and none is free. (The ones of concurrent.futures
    are joined when the interpreter ends, and one that hangs would keep the program.)"""

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
                self._n_threads += 1
                _start_thread("perch-worker", self._work)
            self._jobs.put(job)

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            with self._lock:
                if self._jobs.empty():
                    self._n_free += 1


class _Request:
    """A request of Perch, with the function that answers it."""

    def __init__(self, message: Dict[str, Any]) -> None:
        key, trace_id = message.get("id"), message.get("trace_id")
        self.key = key if isinstance(key, (str, int)) else None
        self.wanted = "id" in message  # without an id nobody waits for an answer
        self.trace_id = trace_id if isinstance(trace_id, str) else None
        self.method = str(message["method"])
        self.params = message.get("params", {})


class _Handler:
    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.is_async = inspect.iscoroutinefunction(function)
        self.takes_params = bool(inspect.signature(function).parameters)

    def call(self, params: Any) -> Any:
        return self.function(params) if self.takes_params else self.function()


class _Pending:
    """A request to Perch that has no answer yet."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.result: Any = None
        self.error: Optional[Exception] = None
        self.callback: Optional[Callable[[], None]] = None

    def finish(self, result: Any, error: Optional[Exception]) -> None:
        self.result = result
        self.error = error
        self.done.set()
        if self.callback is not None:
            self.callback()


class Backend:
    """The program's connection to Perch. One for a process.

    `stop_timeout`: seconds that an orderly stop may take before the process is ended. Perch itself
    waits 5 s (`stop_timeout_ms` of the profile) before it ends it from outside.
    """

    def __init__(self, stop_timeout: float = 4.0) -> None:
        self._stop_timeout = stop_timeout
        self._lock = threading.Lock()
        self._wire: Optional[_Wire] = None
        self._handlers: Dict[str, _Handler] = {}
        self._on_stop: List[Callable[[], Any]] = []
        self._workers = _Workers(WORKERS)
        self._pending: Dict[str, _Pending] = {}
        self._ids = itertools.count(1)
        self._busy = 0  # requests being handled
        self._busy_changed = threading.Condition(self._lock)
        self._stop_reason: Optional[str] = None
        self._stop_event = threading.Event()
        self._exit_code = 0
        self._loop: Any = None  # the event loop that async handlers run on
        self._main_task: Any = None  # of an async main
        self._tasks: Set[Any] = set()  # of async handlers; asyncio itself holds tasks weakly
        self._temp_dir: Optional[str] = None
        self._old_signals: Dict[int, Any] = {}
        self._wake: Tuple[int, int] = (-1, -1)
        self._n_interrupts = 0

    # What the program says

    def ready(self) -> None:
        """Tells Perch that the program is up and can do its work."""
        self.status("ready")

    def status(self, word: str, **fields: Any) -> None:
        """Tells Perch how the program is, in a word or two; the tray shows it."""
        self._refuse(fields, "jsonrpc", "event", "status")
        self._send({"status": word, **fields})

    def event(self, name: str, **payload: Any) -> None:
        """Publishes an event to everybody who listens to Perch."""
        self._refuse(payload, "jsonrpc", "event")
        self._send({"event": name, **self._traced(), **payload})

    def log(self, level: str, message: str, **fields: Any) -> None:
        """Writes a log record: `level` is debug, info, warning, error or critical."""
        record: Dict[str, Any] = {"level": level, "message": str(message), **self._traced()}
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

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, timeout: float = 30.0
    ) -> Any:
        """Asks Perch and returns its result. For threads; coroutines use `call_async()`.

        Raises RpcError when Perch answers with an error, TimeoutError, and ConnectionError when
        the program is stopping.
        """
        if "asyncio" in sys.modules and sys.modules["asyncio"]._get_running_loop() is not None:
            raise RuntimeError("call() would block the event loop: await call_async() instead")
        key, pending = self._ask(method, params)
        if not pending.done.wait(timeout):
            self._pending.pop(key, None)
            raise TimeoutError(f"Perch did not answer {method} within {timeout:g} s")
        if pending.error is not None:
            raise pending.error
        return pending.result

    async def call_async(
        self, method: str, params: Optional[Mapping[str, Any]] = None, timeout: float = 30.0
    ) -> Any:
        """As `call()`, for coroutines."""
        import asyncio

        loop = asyncio.get_running_loop()
        answered = asyncio.Event()
        key, pending = self._ask(method, params)
        pending.callback = lambda: _soon(loop, answered.set)
        if pending.done.is_set():
            answered.set()
        try:
            await asyncio.wait_for(answered.wait(), timeout)
        except asyncio.TimeoutError:
            raise TimeoutError(f"Perch did not answer {method} within {timeout:g} s") from None
        finally:
            self._pending.pop(key, None)
        if pending.error is not None:
            raise pending.error
        return pending.result

    def notify(self, title: str, body: str = "") -> Any:
        """Shows the person a notification."""
        return self.call("ui.notify", {"title": title, "body": body})

    def ask(self, prompt: str, timeout: float = 60.0) -> Dict[str, Any]:
        """Asks the person, and returns `{"approved": bool, "response": ...}`. No answer in time,
        and no person there, is not approved."""
        try:
            params = {"prompt": prompt, "timeout": timeout}
            answer: Dict[str, Any] = self.call("ui.ask", params, timeout + 5.0)
            return answer
        except TimeoutError:
            return {"approved": False, "response": None}

    # What the program answers

    def on(self, method: str) -> Callable[[_F], _F]:
        """Decorator: the function answers requests for `method`.

        It gets the request's parameters as a dict (or nothing, when it takes no argument) and
        returns what JSON can hold. It raises InvalidParams or RpcError for an error answer; any
        other exception is logged and answered as an internal error. `async def` works too.
        """

        def register(function: _F) -> _F:
            if method in self._handlers:
                raise ValueError(f"{method} has a handler already")
            self._handlers[method] = _Handler(function)
            return function

        return register

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
    def trace_id(self) -> Optional[str]:
        """Id of the request that is being handled here. Events and logs carry it by themselves."""
        return _trace_id.get()

    def wait(self, timeout: Optional[float] = None) -> bool:
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
        self._cancel_main()
        for key in list(self._pending):
            pending = self._pending.pop(key, None)
            if pending is not None:
                pending.finish(None, ConnectionError("the program is stopping"))

    def temp_dir(self) -> str:
        """A folder of this run's own. It is removed at the orderly stop, and with everything else
        in TMPDIR by Perch whatever way the program ended."""
        with self._lock:
            if self._temp_dir is None:
                self._temp_dir = tempfile.mkdtemp(prefix="backend-")
            return self._temp_dir

    def run(self, main: Optional[Callable[[], Any]] = None) -> int:
        """Runs the program until it ends or is stopped, and returns its exit status.

        `main` is a function, run in a thread of its own, that returns when `wait()` is true; or
        `async def`, run by asyncio in the main thread and cancelled by a stop; or None for a
        program of handlers only. What it returns becomes the exit status when it is an int. An
        exception that leaves it is logged, and the exit status is 1.
        """
        self._open()
        self._wake = os.pipe()
        self._take_signals_at_once()
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                self._old_signals[number] = signal.signal(number, self._signalled)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        stdin, is_lifeline = self._take_stdin()
        _start_thread("perch-stop", self._watch)
        _start_thread("perch-deadline", self._end_in_time)

        def listen() -> None:
            _start_thread("perch-stdin", lambda: self._read(stdin, is_lifeline))

        if inspect.iscoroutinefunction(main):
            self._run_async(main, listen)
            self._run_stop_functions()
        else:
            listen()
            thread = _start_thread("perch-main", lambda: self._run_main(main))
            self._wait_interruptibly()
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

    def _send(self, message: Dict[str, Any]) -> None:
        wire = self._open()
        if wire.detached:
            raise RuntimeError("only the process that made the Backend can speak to Perch")
        line = _encode(message)
        if len(line) > LINE_MAX:
            raise ValueError(f"the message has {len(line)} bytes; Perch reads {LINE_MAX}")
        wire.send(line)

    @staticmethod
    def _traced() -> Dict[str, str]:
        trace_id = _trace_id.get()
        return {} if trace_id is None else {"trace_id": trace_id}

    @staticmethod
    def _refuse(fields: Mapping[str, Any], *names: str) -> None:
        for name in names:
            if name in fields:
                raise ValueError(f'"{name}" can\'t be a field: it says what kind of line it is')

    # Requests

    def _ask(self, method: str, params: Optional[Mapping[str, Any]]) -> Tuple[str, _Pending]:
        if self.stopping:
            raise ConnectionError("the program is stopping")
        key = f"py-{next(self._ids)}"
        pending = self._pending[key] = _Pending()
        request: Dict[str, Any] = {"jsonrpc": "2.0", "id": key, "method": method, **self._traced()}
        if params is not None:
            request["params"] = params
        try:
            self._send(request)
        except BaseException:
            del self._pending[key]
            raise
        if self.stopping and self._pending.pop(key, None) is not None:
            raise ConnectionError("the program is stopping")
        return key, pending

    def _take_stdin(self) -> Tuple[int, bool]:
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

    def _read(self, fd: int, is_lifeline: bool) -> None:
        parts: List[bytes] = []
        while fd >= 0:
            try:
                chunk = os.read(fd, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                break
            *lines, rest = chunk.split(b"\n")
            for line in lines:
                self._received(b"".join(parts) + line)
                parts.clear()
            if rest:
                parts.append(rest)
        if is_lifeline:
            self.stop("the end of stdin: Perch is gone")

    def _received(self, line: bytes) -> None:
        line = line.strip()
        if not line:
            return
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            self._answer_error(None, None, RpcError(PARSE_ERROR, f"not JSON: {error}"))
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            wrong = RpcError(INVALID_REQUEST, 'not a JSON-RPC object with "jsonrpc": "2.0"')
            self._answer_error(None, None, wrong)
        elif "method" in message:
            self._requested(message)
        else:
            self._answered(message)

    def _answered(self, message: Dict[str, Any]) -> None:
        key = message.get("id")
        pending = self._pending.pop(key, None) if isinstance(key, str) else None
        if pending is None:
            return  # too late, or for nobody
        error = message.get("error")
        if isinstance(error, dict):
            code = error.get("code")
            number = code if isinstance(code, int) else INTERNAL_ERROR
            text = str(error.get("message", "no reason given"))
            pending.finish(None, RpcError(number, text, error.get("data")))
        else:
            pending.finish(message.get("result"), None)

    def _requested(self, message: Dict[str, Any]) -> None:
        request = _Request(message)
        handler = self._handlers.get(request.method)
        problem: Optional[RpcError] = None
        if handler is None:
            problem = RpcError(METHOD_NOT_FOUND, f"no such method: {request.method}")
        elif not isinstance(request.params, dict):
            problem = InvalidParams('"params" must be an object')
        elif self.stopping:
            problem = RpcError(STOPPING, "the program is stopping")
        if handler is None or problem is not None:
            self._handled(request, None, problem)
            return
        accepted = handler
        with self._lock:
            self._busy += 1
        if accepted.is_async:
            _soon(self._event_loop(), lambda: self._spawn(accepted, request))
        else:
            self._workers.submit(lambda: self._handle(accepted, request))

    def _handle(self, handler: _Handler, request: _Request) -> None:
        token = _trace_id.set(request.trace_id)
        try:
            self._handled(request, handler.call(request.params), None)
        except BaseException as error:
            self._handled(request, None, error)
        finally:
            _trace_id.reset(token)
            self._one_less()

    async def _handle_async(self, handler: _Handler, request: _Request) -> None:
        _trace_id.set(request.trace_id)
        try:
            self._handled(request, await handler.call(request.params), None)
        except Exception as error:
            self._handled(request, None, error)
        except BaseException:  # cancelled, because the program ends
            self._handled(request, None, RpcError(STOPPING, "the program is stopping"))
            raise
        finally:
            self._one_less()

    def _one_less(self) -> None:
        with self._lock:
            self._busy -= 1
            self._busy_changed.notify_all()

    def _handled(self, request: _Request, result: Any, error: Optional[BaseException]) -> None:
        """Logs what went wrong and sends the answer, if one is wanted."""
        if error is not None and not isinstance(error, RpcError):
            self.log("error", f"{request.method} failed: {error!r}", exception=_traceback(error))
            error = RpcError(INTERNAL_ERROR, f"{type(error).__name__}: {error}")
        if not request.wanted:
            return
        if error is None:
            answer: Dict[str, Any] = {"jsonrpc": "2.0", "id": request.key, "result": result}
            if request.trace_id is not None:
                answer["trace_id"] = request.trace_id
            try:
                self._send(answer)
                return
            except (TypeError, ValueError, RecursionError) as unfit:
                error = RpcError(INTERNAL_ERROR, f"the result can't be sent: {unfit}")
        self._answer_error(request.key, request.trace_id, error)

    def _answer_error(self, key: Any, trace_id: Optional[str], error: RpcError) -> None:
        body: Dict[str, Any] = {"code": error.code, "message": error.message}
        answer: Dict[str, Any] = {"jsonrpc": "2.0", "id": key, "error": body}
        if trace_id is not None:
            answer["trace_id"] = trace_id
        if error.data is not None:
            try:
                self._send({**answer, "error": {**body, "data": error.data}})
                return
            except (TypeError, ValueError, RecursionError):
                pass  # the answer matters more than its data
        body["message"] = body["message"][:4096]
        self._send(answer)

    # The event loop

    def _event_loop(self) -> Any:
        """The loop of an async main, or else one in a thread, made for the first async handler."""
        import asyncio

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                _start_thread("perch-loop", self._loop.run_forever)
            return self._loop

    def _spawn(self, handler: _Handler, request: _Request) -> None:
        task = self._loop.create_task(self._handle_async(handler, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run_async(self, main: Any, listen: Callable[[], None]) -> None:
        import asyncio

        async def supervise() -> None:
            with self._lock:
                self._loop = asyncio.get_running_loop()
            listen()  # not sooner: a request may need the loop
            self._main_task = self._loop.create_task(main())
            if self.stopping:
                self._main_task.cancel()
            await asyncio.wait([self._main_task])
            self._main_ended(self._main_task)
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=self._stop_timeout / 2)

        asyncio.run(supervise())

    def _main_ended(self, task: Any) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._main_failed(error)
        elif task.cancelled():
            self.stop("main was cancelled", 1)
        else:
            self._main_returned(task.result())

    def _cancel_main(self) -> None:
        task = self._main_task
        if task is not None:
            _soon(self._loop, task.cancel)

    # The end

    def _run_main(self, main: Optional[Callable[[], Any]]) -> None:
        if main is None:
            return
        try:
            self._main_returned(main())
        except SystemExit as error:
            code = error.code
            self._main_returned(code if isinstance(code, int) else int(code is not None))
        except BaseException as error:
            self._main_failed(error)

    def _main_returned(self, result: Any) -> None:
        code = result if isinstance(result, int) and not isinstance(result, bool) else 0
        if self.stopping:
            self._exit_code = self._exit_code or code
        else:
            self.stop("main has returned", code)

    def _main_failed(self, error: BaseException) -> None:
        self.log("critical", f"main failed: {error!r}", exception=_traceback(error))
        if self.stopping:
            self._exit_code = 1
        else:
            self.stop("main failed", 1)

    def _take_signals_at_once(self) -> None:
        # A Python handler runs when the main thread next does something. One that is about to wait,
        # in a lock or in an event loop, may do that for ever first. What Python writes here from
        # the real handler does not depend on it.
        os.set_blocking(self._wake[1], False)
        if os.name != "nt":
            signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)

    def _signalled(self, number: int, frame: Any) -> None:
        # Runs between any two instructions of the main thread, which may hold any lock: so it
        # takes none, and leaves the work to the watching thread.
        if number == signal.SIGINT:
            self._n_interrupts += 1
            if self._n_interrupts > 1:
                os._exit(128 + number)
        with contextlib.suppress(BlockingIOError):  # full of others that say the same
            os.write(self._wake[1], bytes([number]))

    def _watch(self) -> None:
        while True:
            number = os.read(self._wake[0], 1)[0]
            if number in self._old_signals:  # others have handlers of the program's own
                self.stop(f"received {signal.Signals(number).name}")

    def _end_in_time(self) -> None:
        self._stop_event.wait()
        time.sleep(self._stop_timeout)
        self.log("warning", f"not ended {self._stop_timeout:g} s after the stop began: giving up")
        self._flush()
        os._exit(self._exit_code or 1)

    def _wait_interruptibly(self) -> None:
        # On Windows a signal handler only runs between two waits.
        while not self._stop_event.wait(0.5 if os.name == "nt" else None):
            pass

    def _run_stop_functions(self) -> None:
        while self._on_stop:
            try:
                self._on_stop.pop()()
            except Exception as error:
                self.log("error", f"a stop function failed: {error!r}", exception=_traceback(error))

    def _finish(self) -> None:
        with self._lock:
            self._busy_changed.wait_for(lambda: self._busy == 0, self._stop_timeout)
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
        if os.name != "nt":
            signal.set_wakeup_fd(-1)  # the signals of this process are not the other one's
        for number, old in self._old_signals.items():
            signal.signal(number, signal.SIG_DFL if old is None else old)


def _soon(loop: Any, function: Callable[[], Any]) -> None:
    try:
        loop.call_soon_threadsafe(function)
    except RuntimeError:
        pass  # the loop has ended, and all that it could have done with it


def _start_thread(name: str, target: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))
