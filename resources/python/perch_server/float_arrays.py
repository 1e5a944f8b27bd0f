# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Arrays of doubles, out of whatever holds numbers, without a step through text."""

from __future__ import annotations

import sys
from array import array
from typing import Any, NamedTuple, Sequence

from .json_values import Notes, to_json


class FloatArray(NamedTuple):
    """Doubles, row after row. `data` is an array or a numpy array of native doubles in one piece."""

    data: Any
    shape: tuple[int, ...]

    def raw(self) -> memoryview:
        """The bytes of the doubles, little-endian."""
        data = self.data
        if sys.byteorder == "big":
            data = array("d", data.tobytes())
            data.byteswap()
        return memoryview(data).cast("B")

    def to_json(self, notes: Notes) -> list[Any]:
        values = self.data.tolist()
        if len(self.shape) == 2:
            rows, columns = self.shape
            values = [values[i * columns : (i + 1) * columns] for i in range(rows)]
        return to_json(values, notes, "data")


def read_floats(value: Any, dimensions: int) -> FloatArray:
    """Returns the numbers that an object holds; raises TypeError or ValueError when it holds
    something else.

    `dimensions` is 1, and then an object with more is read row after row, or 2.
    """
    if hasattr(value, "__array__"):
        return _read_numpy(value, dimensions)
    if isinstance(value, (str, dict, set, frozenset)):
        raise TypeError(f"a {type(value).__name__} is no array of numbers")
    try:
        view = memoryview(value)
    except TypeError:
        return _read_sequence(list(value), dimensions)
    if dimensions == 1 and view.format == "d" and view.c_contiguous:
        flat = array("d", view.cast("B").tobytes())
        return FloatArray(flat, (len(flat),))
    return _read_sequence(view.tolist(), dimensions)


def _read_numpy(value: Any, dimensions: int) -> FloatArray:
    import numpy  # must be there: the object has said that it can become one of numpy's arrays

    found = numpy.asarray(value)
    if found.dtype.kind not in "biufO":  # a cast of the others loses something, or fails in riddles
        raise TypeError(f"its elements are of type {found.dtype}, not numbers")
    if dimensions == 2 and found.ndim != 2:
        raise ValueError(f"it has {found.ndim} dimensions, not 2")
    flat = numpy.ascontiguousarray(found, dtype=float).reshape(-1)
    return FloatArray(flat, found.shape if dimensions == 2 else flat.shape)


def _read_sequence(values: Sequence[Any], dimensions: int) -> FloatArray:
    nested = len(values) > 0 and hasattr(values[0], "__len__")
    if dimensions == 1 and not nested:
        return FloatArray(array("d", values), (len(values),))
    if dimensions == 2 and len(values) > 0 and not nested:
        raise ValueError("it has 1 dimension, not 2")
    flat = array("d")
    columns = len(values[0]) if nested else 0
    for number, row in enumerate(values):
        if len(row) != columns:
            raise ValueError(f"row {number} has {len(row)} elements, and row 0 has {columns}")
        flat.fromlist(list(row))
    return FloatArray(flat, (len(values), columns) if dimensions == 2 else (len(flat),))
