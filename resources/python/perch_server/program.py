# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The life of a server: options, secret, modules of people's own, start and end."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import importlib
import importlib.util
import os
import sys
import threading
import traceback
from typing import Any, Callable, ContextManager, NoReturn

from . import backend
from .handles import Handles
from .server import Server

STOP_SECONDS = 2.0  # for calls that are being answered when the program is stopped
EX_CONFIG = 78  # tells Perch that another try would not help


class SetupError(Exception):
    """The server can't start as it was told to."""


Listen = Callable[[Server, argparse.Namespace], ContextManager[dict]]


def run(description: str, add_options: Callable[[Any], None], idle: float, listen: Listen) -> int:
    """Runs a server until it is stopped, and ends the process; returns an exit status when it can't
    be run.

    `add_options` adds the options of the wire to an argparse parser, `idle` is how many seconds a
    client may be silent before its handles are dropped, and `listen` makes a context in which the
    server answers; its value says where, and is printed with the line `{"status": "ready"}`.
    """
    parser = argparse.ArgumentParser(description=description)
    add_options(parser)
    _add_common_options(parser, idle)
    options = parser.parse_args()
    try:
        server = Server(_read_secret(options), Handles(options.max_handles))
        for name in options.module:
            _load_module(name)
    except SetupError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return EX_CONFIG

    def main() -> int:
        with contextlib.ExitStack() as stack:
            try:
                address = stack.enter_context(listen(server, options))
            except (OSError, SetupError) as error:
                print(f"{parser.prog}: {error}", file=sys.stderr)
                return 1
            backend.status("ready", **address)
            while not backend.wait(options.idle_timeout / 4):
                server.handles.release_idle(options.idle_timeout)
        return 0

    _leave(backend.run(main))


def _leave(status: int) -> NoReturn:
    """Ends the process. Threads of calls that go on are not waited for, and the interpreter is not
    taken down below them: libraries in C crash when their thread wakes up in the middle of that."""
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def port_option(parser: Any) -> None:
    """--port, for add_options()."""
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("PERCH_PORT", "0"),
        help="port on 127.0.0.1 ($PERCH_PORT, or else any that is free)",
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= threading.TIMEOUT_MAX:  # as NaN is not
        raise argparse.ArgumentTypeError(f"must be a number of seconds above 0, not {text}")
    return seconds


def _add_common_options(parser: Any, idle: float) -> None:
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        default=os.environ.get("PERCH_SECRET_FILE"),
        help="holds what clients must present ($PERCH_SECRET_FILE; or else $PERCH_SECRET)",
    )
    parser.add_argument(
        "--no-secret",
        action="store_true",
        help="answer anybody on this machine, who can then run any code as you",
    )
    parser.add_argument(
        "--module",
        metavar="FILE",
        action="append",
        default=[],
        help="a Python file, or the name of a module, with methods of your own",
    )
    parser.add_argument(
        "--max-handles", metavar="N", type=int, default=100_000, help="at a time (100000)"
    )
    parser.add_argument(
        "--idle-timeout",
        metavar="SECONDS",
        type=_seconds,
        default=idle,
        help=f"after which a silent client's handles are dropped ({idle:g})",
    )


def _read_secret(options: argparse.Namespace) -> str | None:
    # Taken out of the environment in any case: programs started from here need not know it.
    secret = os.environ.pop("PERCH_SECRET", None)
    if options.no_secret:
        return None
    if options.secret_file:
        secret = _read_secret_file(options.secret_file)
    if not secret:
        raise SetupError(
            "there is no secret that clients must present: set PERCH_SECRET_FILE or PERCH_SECRET, "
            "or say --no-secret"
        )
    return secret


def _read_secret_file(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise SetupError(f"others can read the secret in {path}: its mode should be 0600")
            secret = file.read(4096).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"can't read the secret in {path}: {error}") from None
    if not secret:
        raise SetupError(f"the secret in {path} is empty")
    return secret


def _load_module(name: str) -> None:
    try:
        if not name.endswith(".py"):
            sys.path.insert(0, os.getcwd())
            importlib.import_module(name)
            return
        path = os.path.abspath(name)
        sys.path.insert(0, os.path.dirname(path))  # for what lies beside it
        stem = os.path.splitext(os.path.basename(path))[0]
        spec = importlib.util.spec_from_file_location(stem, path)
        assert spec is not None and spec.loader is not None  # always so for a name that ends in .py
        module = importlib.util.module_from_spec(spec)
        sys.modules[stem] = module
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        raise SetupError(f"the module {name} can't be loaded: {error}") from None
