# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Objects of this process that clients know by names such as "handle_7"."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from typing import Any, Iterator


class UnknownHandle(Exception):
    """Nothing goes by that name, or nothing does any more."""


class HandleLimit(Exception):
    """There are as many handles as there may be."""


class _Owner:
    """A client. It may go (see Handles.release_idle) when nothing holds it."""

    def __init__(self) -> None:
        self.handles: set[str] = set()
        self.holds = 0  # connections that are open, and calls that are being answered
        self.last_heard = time.monotonic()


class Handles:
    """The table of handles. May be used from any thread.

    A handle lives until it is disposed of or its owner goes. Owners say how long, not who: any
    client may use any handle, since clients that know the secret can run any code anyhow.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._objects: dict[str, Any] = {}
        self._owner_of: dict[str, str] = {}  # has the keys of _objects
        self._owners: dict[str, _Owner] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def add(self, value: Any, owner: str) -> str:
        """Returns the new handle of an object, which may be any, falsy ones too."""
        with self._lock:
            if len(self._objects) >= self._limit:
                raise HandleLimit(
                    f"there are {self._limit} handles already: dispose of some that nobody needs"
                )
            handle = f"handle_{next(self._numbers)}"
            self._objects[handle] = value
            self._owner_of[handle] = owner
            self._owners.setdefault(owner, _Owner()).handles.add(handle)
            return handle

    def get(self, handle: str) -> Any:
        """Returns the object; raises UnknownHandle."""
        try:
            return self._objects[handle]
        except KeyError:
            raise UnknownHandle(
                f'there is no handle "{handle[:64]}" (any more): it was never given out, has been '
                "disposed of, or its client has gone"
            ) from None

    def remove(self, handle: str) -> bool:
        """Forgets one handle; false when there is no such handle."""
        with self._lock:
            found = handle in self._objects
            dropped = self._objects.pop(handle, None)
            owner = self._owner_of.pop(handle, None)
            if owner is not None:
                self._owners[owner].handles.discard(handle)
        del dropped  # not before the lock is free: its end may run code of its own
        return found

    # Owners

    def hold(self, owner: str) -> None:
        """The owner does not go while it is held."""
        with self._lock:
            self._owners.setdefault(owner, _Owner()).holds += 1

    def let_go(self, owner: str) -> None:
        """The reverse of hold()."""
        with self._lock:
            self._owners[owner].holds -= 1
            self._owners[owner].last_heard = time.monotonic()

    @contextlib.contextmanager
    def held(self, owner: str) -> Iterator[None]:
        """Holds the owner for the time of a `with`."""
        self.hold(owner)
        try:
            yield
        finally:
            self.let_go(owner)

    def release(self, owner: str) -> int:
        """Forgets all handles of an owner, and returns how many there were."""
        with self._lock:
            dropped = self._take(owner)
        return len(dropped)

    def release_idle(self, seconds: float) -> int:
        """Does so for each owner that nothing holds and that was not heard of for so long."""
        latest = time.monotonic() - seconds
        dropped = []
        with self._lock:
            for name, owner in list(self._owners.items()):
                if owner.holds == 0 and owner.last_heard <= latest:
                    dropped += self._take(name)
        return len(dropped)

    def _take(self, name: str) -> list[Any]:
        """Returns the objects of an owner, for the caller to drop when the lock is free."""
        owner = self._owners.get(name)
        if owner is None:
            return []
        dropped = [self._objects.pop(handle) for handle in owner.handles]
        for handle in owner.handles:
            del self._owner_of[handle]
        owner.handles = set()
        if owner.holds == 0:
            del self._owners[name]
        return dropped
