# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The object service: modules, objects, calls and attributes of this process, for clients.

Each command takes an object of parameters and answers with an object. What JSON can't hold is
answered as a handle: {"isHandle": true, "handleId": "handle_7", "typeName": "ndarray"}. Wherever a
value is given, {"handleId": "handle_7"} stands for the object behind that handle.
"""

from __future__ import annotations

import builtins
import enum
import importlib
import importlib.util
import operator
import re
import sys
import traceback
import types
from typing import Any, Callable

from .float_arrays import FloatArray, read_floats
from .handles import HandleLimit, Handles, UnknownHandle
from .json_values import NotJson, Notes, to_json

HANDLE = re.compile(r"handle_[0-9]+")
REFERENCE_KEYS = {"isHandle", "handleId", "typeName"}


class Problem(enum.Enum):
    """What kind of thing went wrong; each wire has its own numbers for that."""

    BAD_REQUEST = "bad_request"
    NO_SECRET = "no_secret"
    NO_METHOD = "no_method"
    NOT_FOUND = "not_found"
    LIMIT = "limit"
    FAILED = "failed"


class ServiceError(Exception):
    """A request that is answered with an error."""

    def __init__(self, problem: Problem, message: str, trace: str | None = None) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message
        self.trace = trace  # of the Python code that was called, when that raised


class ObjectService:
    """Carries out the commands. May be used from any thread."""

    def __init__(self, handles: Handles) -> None:
        self._handles = handles
        self._imported: dict[str, Any] = {}  # modules that eval knows by their names
        self.commands: dict[str, Callable[[dict[str, Any], str], Any]] = {
            "import": self._import,
            "create": self._create,
            "call": self._call,
            "getattr": self._getattr,
            "setattr": self._setattr,
            "eval": self._eval,
            "dispose": self._dispose,
            "tofloatarray": self._to_float_array,
            "tofloatarray2d": self._to_float_array_2d,
            "module_available": self._module_available,
            "wrap": self._wrap,
            "release": self._release,
        }

    def perform(self, command: str, params: dict[str, Any], owner: str) -> Any:
        """Returns the answer to a command: what JSON can hold, or a FloatArray. New handles belong
        to `owner`. Raises ServiceError, whatever the code that was called has raised."""
        try:
            return self.commands[command](params, owner)
        except ServiceError:
            raise
        except UnknownHandle as error:
            raise ServiceError(Problem.NOT_FOUND, str(error)) from None
        except HandleLimit as error:
            raise ServiceError(Problem.LIMIT, str(error)) from None
        except BaseException as error:  # exit() in an expression must not end a thread of ours
            raise failure(error) from error

    # The commands

    def _import(self, params: dict[str, Any], owner: str) -> Any:
        name = _text(params, "moduleName")
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is not None and f"{name}.".startswith(f"{error.name}."):
                raise ServiceError(Problem.NOT_FOUND, f"there is no module {name}") from None
            raise  # it is there, and one that it needs is not
        top = name.partition(".")[0]
        self._imported[top] = sys.modules[top]
        return {"handleId": self._handles.add(module, owner)}

    def _create(self, params: dict[str, Any], owner: str) -> Any:
        module = self._handles.get(_text(params, "moduleHandleId"))
        function = _find(module, _text(params, "className"))
        return self._as_handle(self._apply(function, params), owner)

    def _call(self, params: dict[str, Any], owner: str) -> Any:
        target = self._handles.get(_text(params, "handleId"))
        function = _find(target, _text(params, "methodName"))
        return self._as_value(self._apply(function, params), owner)

    def _getattr(self, params: dict[str, Any], owner: str) -> Any:
        target = self._handles.get(_text(params, "handleId"))
        return self._as_value(_find(target, _text(params, "attributeName")), owner)

    def _setattr(self, params: dict[str, Any], owner: str) -> Any:
        target = self._handles.get(_text(params, "handleId"))
        path, _, name = _text(params, "attributeName").rpartition(".")
        setattr(_find(target, path) if path else target, name, self._resolve(params.get("value")))
        return {"success": True}

    def _eval(self, params: dict[str, Any], owner: str) -> Any:
        code = compile(_text(params, "expression").strip(), "<expression>", "eval")
        # All in one namespace: functions and comprehensions inside would not see a separate one.
        names = {
            "__builtins__": builtins,
            **self._imported,
            **self._resolve(_optional(params, "locals", dict)),
        }
        return self._as_value(eval(code, names), owner)

    def _dispose(self, params: dict[str, Any], owner: str) -> Any:
        return {"success": self._handles.remove(_text(params, "handleId"))}

    def _to_float_array(self, params: dict[str, Any], owner: str) -> Any:
        return read_floats(self._handles.get(_text(params, "handleId")), 1)

    def _to_float_array_2d(self, params: dict[str, Any], owner: str) -> Any:
        return read_floats(self._handles.get(_text(params, "handleId")), 2)

    def _module_available(self, params: dict[str, Any], owner: str) -> Any:
        name = _text(params, "moduleName")
        try:
            found = name in sys.modules or importlib.util.find_spec(name) is not None
        except (ImportError, ValueError):  # what it would be a part of is not there, or is no name
            found = False
        return {"available": found}

    def _wrap(self, params: dict[str, Any], owner: str) -> Any:
        if "value" not in params:
            raise ServiceError(Problem.BAD_REQUEST, '"value" is missing')
        return self._as_handle(self._resolve(params["value"]), owner)

    def _release(self, params: dict[str, Any], owner: str) -> Any:
        return {"released": self._handles.release(owner)}

    # Values

    def _apply(self, function: Any, params: dict[str, Any]) -> Any:
        args = self._resolve(_optional(params, "args", list))
        return function(*args, **self._resolve(_optional(params, "kwargs", dict)))

    def _as_handle(self, value: Any, owner: str) -> dict[str, Any]:
        return {"handleId": self._handles.add(value, owner), "typeName": type(value).__name__}

    def _as_value(self, value: Any, owner: str) -> dict[str, Any]:
        notes = Notes()
        try:
            answer = {"value": to_json(value, notes)}
        except NotJson:
            return {"isHandle": True, **self._as_handle(value, owner)}
        return {**answer, "notes": notes.texts()} if notes.texts() else answer

    def _resolve(self, value: Any) -> Any:
        """Puts objects in the places of their handles."""
        if isinstance(value, list):
            return [self._resolve(each) for each in value]
        if isinstance(value, dict):
            handle = value.get("handleId")
            if isinstance(handle, str) and HANDLE.fullmatch(handle) and value.keys() <= REFERENCE_KEYS:
                return self._handles.get(handle)
            return {key: self._resolve(each) for key, each in value.items()}
        return value


def failure(error: BaseException) -> ServiceError:
    """Makes an answer of what code that was called has raised."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    message = traceback.format_exception_only(type(error), error)[-1].strip()  # without the code
    return ServiceError(Problem.FAILED, message, text)


def answer_json(answer: Any) -> Any:
    """Returns the answer to a command as JSON has it, a FloatArray too."""
    if not isinstance(answer, FloatArray):
        return answer
    notes = Notes()
    data = {"data": answer.to_json(notes)}
    return {**data, "notes": notes.texts()} if notes.texts() else data


def _find(target: Any, path: str) -> Any:
    """Returns an attribute, or one of an attribute: "linalg.norm"."""
    try:
        return operator.attrgetter(path)(target)
    except AttributeError as error:
        kind = "module" if isinstance(target, types.ModuleType) else type(target).__name__
        raise ServiceError(Problem.NOT_FOUND, f"no {path} in this {kind}: {error}") from None


def _text(params: dict[str, Any], name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise ServiceError(Problem.BAD_REQUEST, _wrong(params, name, "a string"))
    return value


def _optional(params: dict[str, Any], name: str, kind: type) -> Any:
    """A list or an object; an empty one when it is not there."""
    value = params.get(name)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        wanted = "an array" if kind is list else "an object"
        raise ServiceError(Problem.BAD_REQUEST, _wrong(params, name, wanted))
    return value


def _wrong(params: dict[str, Any], name: str, wanted: str) -> str:
    if name not in params:
        return f'"{name}" is missing: it must be {wanted}'
    return f'"{name}" must be {wanted}, not of type {type(params[name]).__name__}'
