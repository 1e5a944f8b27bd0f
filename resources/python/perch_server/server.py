# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A server without its wire: who may ask, and what is answered."""

from __future__ import annotations

import contextlib
import hmac
import threading
from typing import Any, Iterator

from perch_backend import INVALID_PARAMS, METHOD_NOT_FOUND, RpcError

from . import backend
from .handles import Handles
from .json_values import NotJson, Notes, encode, to_json
from .object_service import ObjectService, Problem, ServiceError, answer_json, failure

MAX_REQUEST = 128 * 1024 * 1024  # bytes; Perch itself sends 100 MB at most
MAX_REPLY = 64 * 1024 * 1024  # bytes; Perch reads no longer ones
MAX_CLIENTS = 200  # that are answered at the same time


class Server:
    """Answers requests, whatever wire they came on. May be used from any thread."""

    def __init__(self, secret: str | None, handles: Handles) -> None:
        self._secret = secret
        self.handles = handles
        self._objects = ObjectService(handles)
        self._changed = threading.Condition()
        self._n_calls = 0

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """A request is being answered for the time of a `with`: see wait_until_idle()."""
        with self._changed:
            self._n_calls += 1
        try:
            yield
        finally:
            with self._changed:
                self._n_calls -= 1
                self._changed.notify_all()

    def wait_until_idle(self, seconds: float) -> None:
        """Waits until no request is being answered, but no longer than so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._n_calls == 0, seconds)

    def check_secret(self, given: Any) -> None:
        """Raises ServiceError when this is not the secret that clients must present."""
        if self._secret is None:
            return
        if not isinstance(given, str) or given == "":
            raise ServiceError(Problem.NO_SECRET, "this server wants a secret with each request")
        if not hmac.compare_digest(_bytes(given), _bytes(self._secret)):
            raise ServiceError(Problem.NO_SECRET, "this is not the secret of this server")

    def check_bearer(self, header: str | None) -> None:
        """As check_secret(), for what an Authorization header says."""
        scheme, _, secret = (header or "").partition(" ")
        self.check_secret(secret.strip() if scheme.lower() == "bearer" else None)

    def perform(self, command: str, params: Any, owner: str, trace_id: str | None = None) -> Any:
        """Returns the answer to a request: what JSON can hold, or a FloatArray. `params` may be
        None, and `owner` is whom new handles belong to. Raises ServiceError."""
        if params is None:
            params = {}
        if not isinstance(params, dict):
            raise ServiceError(Problem.BAD_REQUEST, "the parameters must be an object")
        with self.handles.held(owner):
            if command in ("ping", "health"):
                return {"status": "ok"}
            if command in self._objects.commands:
                return self._objects.perform(command, params, owner)
            return _perform_method(command, params, trace_id)

    def encode(self, answer: Any) -> bytes:
        """Returns an answer as JSON text; raises ServiceError when it is too long."""
        text = encode(answer_json(answer))
        self.check_size(len(text))
        return text

    @staticmethod
    def check_size(size: int) -> None:
        if size > MAX_REPLY:
            raise ServiceError(
                Problem.LIMIT,
                f"the answer has {size} bytes, and {MAX_REPLY} can be sent: ask for it in parts",
            )


def _perform_method(method: str, params: dict[str, Any], trace_id: str | None) -> Any:
    """What the modules of people's own answer."""
    notes = Notes()
    try:
        answer = to_json(backend.perform(method, params, trace_id), notes, "the result")
    except NotJson as error:
        raise ServiceError(Problem.FAILED, f"{method} returned what JSON can't hold: {error}") from None
    except RpcError as error:
        kinds = {INVALID_PARAMS: Problem.BAD_REQUEST, METHOD_NOT_FOUND: Problem.NO_METHOD}
        raise ServiceError(kinds.get(error.code, Problem.FAILED), error.message) from None
    except BaseException as error:
        raise failure(error) from error
    for text in notes.texts():
        backend.log("warning", f"{method}: {text}")
    return answer


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
