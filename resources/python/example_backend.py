#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The backend that Perch runs while nobody has given it one: counts the words in a folder.

    example_backend.py [FOLDER]

The folder is the argument, $PERCH_EXAMPLE_FOLDER, ~/Documents or the home folder. It is looked at
again and again; a file is only read when it has changed, and the pause between two looks grows
with what a look costs, so that an idle service stays idle however large the folder is.

What Perch asks of it: `ping`, `folder.count`, `clipboard.process`, `triggers.execute` (with the
trigger `recount`), `tab.info`, `tab.last` and `config.changed`.
"""

import base64
import collections
import hashlib
import html
import os
import re
import sys
import threading
import time
from typing import Any, Deque, Dict, Iterator, List, NamedTuple, Optional, Tuple

from perch_backend import Backend, CannotAsk, InvalidParams, require

TEXT_SUFFIXES = (".txt", ".md", ".rst", ".csv", ".log", ".tex", ".org", ".html")
MAX_FILES = 2000
MAX_DEPTH = 6
MAX_FILE_BYTES = 4 * 1024 * 1024
SHORTEST_PAUSE = 2.0  # seconds between two looks at the folder
PAUSE_PER_LOOK = 200  # pause at least this many times as long as the last look took

PIECE = 64 * 1024  # characters that are split into words at once
MAX_LISTED = 20  # files of a clipboard fragment that are described

# Not html.parser: broken pages of some megabytes keep it busy for hours.
TAG = re.compile(r"<[^<>]*>")
HIDDEN_FROM = re.compile(r"<!--|<(?:script|style)\b", re.IGNORECASE)
HIDDEN_TO = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)

backend = Backend()


def count_words(text: str) -> int:
    """A word is what white space surrounds. The text is looked at piece by piece, since a list of
    all its words would take many times its memory."""
    words = 0
    for start in range(0, len(text), PIECE):
        piece = text[start : start + PIECE]
        words += len(piece.split())
        if start > 0 and not text[start - 1].isspace() and not piece[0].isspace():
            words -= 1  # it began in the piece before
    return words


def text_of_html(page: str) -> str:
    """What a reader of the page would see, more or less."""
    seen: List[str] = []
    position = 0
    while position < len(page):
        hidden = HIDDEN_FROM.search(page, position)
        seen.append(page[position : hidden.start() if hidden else len(page)])
        position = end_of_hidden(page, hidden) if hidden else len(page)
    return html.unescape(TAG.sub(" ", " ".join(seen)))


def end_of_hidden(page: str, hidden: "re.Match[str]") -> int:
    if hidden.group() == "<!--":
        end = page.find("-->", hidden.end())
        return end + len("-->") if end >= 0 else len(page)
    closing = HIDDEN_TO.search(page, hidden.end())
    return closing.end() if closing else len(page)


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

    def forget(self) -> None:
        """The next count reads all files again."""
        with self._lock:
            self._known = {}

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


def describe_text(fragment: Dict[str, Any]) -> Dict[str, Any]:
    text = require(fragment, "content", str)
    return {"words": count_words(text), "characters": len(text)}


def describe_html(fragment: Dict[str, Any]) -> Dict[str, Any]:
    return {"words": count_words(text_of_html(require(fragment, "content", str)))}


def describe_image(fragment: Dict[str, Any]) -> Dict[str, Any]:
    try:
        data = base64.b64decode(require(fragment, "content", str), validate=True)
    except ValueError:
        raise InvalidParams('the "content" of an image must be base64') from None
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def describe_files(fragment: Dict[str, Any]) -> Dict[str, Any]:
    paths = require(fragment, "content", list)
    if not all(isinstance(path, str) for path in paths):
        raise InvalidParams('the "content" of files must be a list of paths')
    listed = [{"path": path, "bytes": size_of(path)} for path in paths[:MAX_LISTED]]
    return {"files": len(paths), "listed": listed}


def size_of(path: str) -> Optional[int]:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):  # not there, not ours to see, or no path at all
        return None


DESCRIBE = {
    "text": describe_text,
    "html": describe_html,
    "image": describe_image,
    "files": describe_files,
}


def describe_fragment(fragment: Any) -> Dict[str, Any]:
    if not isinstance(fragment, dict):
        raise InvalidParams("a fragment must be an object")
    kind = require(fragment, "type", str)
    if kind not in DESCRIBE:
        raise InvalidParams(f'"type" must be text, html, image or files, not {kind[:40]}')
    return {"type": kind, **DESCRIBE[kind](fragment)}


@backend.on("clipboard.process")
def process_clipboard(params: Dict[str, Any]) -> Dict[str, Any]:
    results = []
    for number, fragment in enumerate(require(params, "fragments", list)):
        try:
            results.append(describe_fragment(fragment))
        except InvalidParams as error:
            raise InvalidParams(f"/fragments/{number}: {error.message}") from None
    words = sum(result.get("words", 0) for result in results)
    backend.event("words_counted", fragments=len(results), words=words)
    return {"fragments": results, "words": words}


@backend.on("triggers.execute")
async def execute_trigger(params: Dict[str, Any]) -> Dict[str, Any]:
    trigger = require(params, "trigger", str)
    if trigger != "recount":
        raise InvalidParams(f"the only trigger here is recount, not {trigger[:40]}")
    try:
        answer = await backend.ask_async(f"Read all files in {counter.folder} again?")
    except CannotAsk as error:
        return {"done": False, "why": str(error)}
    if not answer:
        return {"done": False, "why": answer.response or "not approved"}
    return {"done": True, **(await recount())._asdict()}


async def recount() -> FolderCount:
    import asyncio  # not at the top: it would make each start slower

    backend.update("recount", f"Counting {counter.folder} again…")
    try:
        counter.forget()
        count = await asyncio.get_running_loop().run_in_executor(None, counter.count)
    finally:
        backend.update("recount", "")
    backend.notify(f"{count.words} words in {count.files} files", title="Counted again")
    return count


tabs: Deque[Dict[str, Any]] = collections.deque(maxlen=1)


@backend.on("tab.info")
def remember_tab(params: Dict[str, Any]) -> None:
    require(params, "url", str)
    tabs.append(params)


@backend.on("tab.last")
def tell_last_tab() -> Optional[Dict[str, Any]]:
    return tabs[-1] if tabs else None


@backend.on("config.changed")
def note_settings(params: Dict[str, Any]) -> None:
    backend.log("info", "the settings have changed", section=params.get("section"))


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
