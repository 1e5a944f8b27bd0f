# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What JSON can hold of Python's values, and what has to be told about the rest."""

from __future__ import annotations

import json
import math
from typing import Any

MAX_DEPTH = 100
MAX_BITS = 4096  # of an integer; printing longer ones takes long, and nobody reads them
MAX_NOTES = 10


class NotJson(Exception):
    """The value has no form in JSON that would keep what it says."""


class Notes:
    """What was changed on the way to JSON. Only the first few are kept in words."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._more = 0

    def add(self, place: str, text: str) -> None:
        if len(self._texts) < MAX_NOTES:
            self._texts.append(f"{place} {text}")
        else:
            self._more += 1

    def texts(self) -> list[str]:
        return self._texts + ([f"and {self._more} more"] if self._more else [])


def to_json(value: Any, notes: Notes, place: str = "value", depth: int = 0) -> Any:
    """Returns the value made of nothing but what JSON knows; raises NotJson.

    NaN and infinities become null, tuples arrays, numpy's numbers plain ones. A dict with keys that
    are not strings has no form in JSON: made strings, 1 and "1" would be the same key.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise NotJson(f"{place} is an integer of {value.bit_length()} bits")
        return value
    if isinstance(value, float):
        return _finite(value, notes, place)
    if isinstance(value, str):
        return _text(value, notes, place)
    if depth == MAX_DEPTH:
        raise NotJson(f"{place} is nested more than {MAX_DEPTH} deep")
    if isinstance(value, (list, tuple)):
        if _is_plain_floats(value):
            return value
        return [to_json(v, notes, f"{place}[{i}]", depth + 1) for i, v in enumerate(value)]
    if isinstance(value, dict):
        return {
            _key(k, notes, place): to_json(v, notes, f"{place}.{k}", depth + 1)
            for k, v in value.items()
        }
    if _is_numpy_number(value):
        return to_json(value.item(), notes, place, depth + 1)
    raise NotJson(f"{place} is of type {type(value).__name__}")


def encode(reply: Any) -> bytes:
    """Returns the text of what to_json() returned, on one line."""
    text = json.dumps(reply, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def decode(data: bytes) -> Any:
    """Returns the value of JSON text; raises ValueError, which says what is wrong with it."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _finite(value: float, notes: Notes, place: str) -> float | None:
    if math.isfinite(value):
        return value
    notes.add(place, f"is {float(value)!r}, which JSON can't hold: null stands for it")
    return None


def _text(value: str, notes: Notes, place: str) -> str:
    if value.isascii():
        return value
    data = value.encode("utf-8", "replace")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        notes.add(place, 'has half a character in it: "?" stands for it')
    return data.decode("utf-8")


def _key(key: Any, notes: Notes, place: str) -> str:
    if not isinstance(key, str):
        raise NotJson(f"{place} has a key of type {type(key).__name__}")
    return _text(key, notes, f"a key of {place}")


def _is_plain_floats(values: list[Any] | tuple[Any, ...]) -> bool:
    """Long lists of numbers are common, and to look at each in Python would take long."""
    return set(map(type, values)) == {float} and all(map(math.isfinite, values))


def _is_numpy_number(value: Any) -> bool:
    # By its name, so that numpy is not loaded for who does not use it.
    module = getattr(type(value), "__module__", None)
    return module == "numpy" and getattr(value, "shape", None) == ()
