#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The backend that Perch runs while nobody has given it one: counts the words in a folder.

    example_backend.py [FOLDER]

The folder is the argument, $PERCH_EXAMPLE_FOLDER, ~/Documents or the home folder. It is looked at
again and again; a file is only read when it has changed, and the pause between two looks grows
with what a look costs, so that an idle service stays idle however large the folder is.
"""

import base64
import binascii
import hashlib
import html.parser
import os
import re
import sys
import threading
import time
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from perch_backend import Backend, InvalidParams, require

TEXT_SUFFIXES = (".txt", ".md", ".rst", ".csv", ".log", ".tex", ".org", ".html")
MAX_FILES = 2000
MAX_DEPTH = 6
MAX_FILE_BYTES = 4 * 1024 * 1024
SHORTEST_PAUSE = 2.0  # seconds between two looks at the folder
PAUSE_PER_LOOK = 200  # pause at least this many times as long as the last look took

WORD = re.compile(r"\w+(?:['’-]\w+)*")

backend = Backend()


def count_words(text: str) -> int:
    return sum(1 for _ in WORD.finditer(text))


class FolderCount(NamedTuple):
    folder: str
    files: int
    words: int
    bytes: int
    complete: bool  # false when the folder holds more than is counted


class FolderCounter:
    """Counts a folder, and remembers what it has read. Safe to use from several threads."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.abspath(os.path.expanduser(folder))
        self._lock = threading.Lock()
        self._known: Dict[str, Tuple[int, int, int]] = {}  # path: (mtime, bytes, words)

    def count(self) -> FolderCount:
        """Raises OSError when the folder itself can't be read."""
        with self._lock:
            now: Dict[str, Tuple[int, int, int]] = {}
            complete = True
            for entry in self._text_files(self.folder, 0):
                if len(now) >= MAX_FILES:
                    complete = False
                    break
                known = self._look_at(entry)
                if known is not None:
                    now[entry.path] = known
            self._known = now
            return FolderCount(
                self.folder,
                len(now),
                sum(words for _, _, words in now.values()),
                sum(size for _, size, _ in now.values()),
                complete,
            )

    def _text_files(self, folder: str, depth: int) -> "Iterator[os.DirEntry[str]]":
        folders: List[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(TEXT_SUFFIXES) and entry.is_file(follow_symlinks=False):
                    yield entry
        for path in folders if depth < MAX_DEPTH else []:
            try:
                yield from self._text_files(path, depth + 1)
            except OSError:
                continue  # not ours to read, or gone since we saw it

    def _look_at(self, entry: "os.DirEntry[str]") -> Optional[Tuple[int, int, int]]:
        try:
            info = entry.stat(follow_symlinks=False)
            known = self._known.get(entry.path)
            if known is not None and known[:2] == (info.st_mtime_ns, info.st_size):
                return known
            if info.st_size > MAX_FILE_BYTES:
                return None
            with open(entry.path, encoding="utf-8", errors="replace") as file:
                return info.st_mtime_ns, info.st_size, count_words(file.read(MAX_FILE_BYTES))
        except OSError:
            return None


def default_folder() -> str:
    named = os.environ.get("PERCH_EXAMPLE_FOLDER")
    if named:
        return named
    documents = os.path.expanduser("~/Documents")
    return documents if os.path.isdir(documents) else os.path.expanduser("~")


counter = FolderCounter(sys.argv[1] if len(sys.argv) > 1 else default_folder())


@backend.on("ping")
def ping() -> Dict[str, Any]:
    return {"pong": True, "pid": os.getpid()}


@backend.on("folder.count")
def folder_count(params: Dict[str, Any]) -> Dict[str, Any]:
    chosen = FolderCounter(require(params, "folder", str)) if "folder" in params else counter
    try:
        return chosen.count()._asdict()
    except OSError as error:
        raise InvalidParams(f"can't read the folder {chosen.folder}: {error.strerror}") from None


class TextOfHtml(html.parser.HTMLParser):
    """Collects what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: List[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden > 0:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def describe_fragment(fragment: Dict[str, Any]) -> Dict[str, Any]:
    kind = require(fragment, "type", str)
    if kind == "text":
        text = require(fragment, "content", str)
        return {"type": kind, "words": count_words(text), "characters": len(text)}
    if kind == "html":
        page = TextOfHtml()
        page.feed(require(fragment, "content", str))
        return {"type": kind, "words": count_words(" ".join(page.parts))}
    if kind == "image":
        try:
            data = base64.b64decode(require(fragment, "content", str), validate=True)
        except (binascii.Error, ValueError):
            raise InvalidParams('the "content" of an image must be base64') from None
        return {"type": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if kind == "files":
        paths = [str(path) for path in require(fragment, "content", list)]
        return {"type": kind, "files": len(paths), "found": sum(map(os.path.exists, paths))}
    raise InvalidParams(f'"type" must be text, html, image or files, not {kind}')


@backend.on("clipboard.process")
def process_clipboard(params: Dict[str, Any]) -> Dict[str, Any]:
    results = []
    for number, fragment in enumerate(require(params, "fragments", list)):
        if not isinstance(fragment, dict):
            raise InvalidParams(f"/fragments/{number} must be an object")
        try:
            results.append(describe_fragment(fragment))
        except InvalidParams as error:
            raise InvalidParams(f"/fragments/{number}: {error.message}") from None
    words = sum(result.get("words", 0) for result in results)
    backend.event("clipboard_processed", fragments=len(results), words=words)
    return {"fragments": results, "words": words}


def main() -> None:
    backend.log("info", f"counting the words in {counter.folder}")
    backend.ready()
    last: Optional[FolderCount] = None
    trouble = ""
    pause = 0.0
    while not backend.wait(pause):
        began = time.perf_counter()
        try:
            now = counter.count()
            trouble = ""
            if now != last:
                backend.event("folder_counted", **now._asdict())
            last = now
        except OSError as error:
            if str(error) != trouble:  # said once, not at each look
                trouble = str(error)
                backend.log("warning", f"can't read the folder {counter.folder}: {error.strerror}")
        pause = max(SHORTEST_PAUSE, (time.perf_counter() - began) * PAUSE_PER_LOOK)


if __name__ == "__main__":
    raise SystemExit(backend.run(main))
