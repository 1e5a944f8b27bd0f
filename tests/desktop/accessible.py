#!/usr/bin/python3 -Wignore
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""accessible.py PROGRAM list              every control on the screen: role, name, state
accessible.py PROGRAM press ROLE NAME   presses one, as a screen reader would
accessible.py PROGRAM place ROLE NAME   prints the middle of one on the screen
accessible.py PROGRAM text ROLE NAME    prints the text that is in one
accessible.py PROGRAM fill ROLE NAME TEXT   puts a text into one, in place of what is there

Sees what people with a screen reader are told. A program of its own, because libatspi knows one
session in its life, and a test run has many.
"""

import contextlib
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

TIMEOUT = 60
ANSWER_MS = 10000  # a program that is slow to answer is not one that shows nothing


def descendants(node, depth=0):
    """All nodes below and with `node`; ones that vanish meanwhile are left out."""
    yield node
    if depth > 25:
        return
    for child in children(node):
        yield from descendants(child, depth + 1)


def children(node):
    found = []
    with contextlib.suppress(GLib.Error):
        for i in range(min(node.get_child_count(), 200)):
            with contextlib.suppress(GLib.Error):
                found.append(node.get_child_at_index(i))
    return [child for child in found if child is not None]


def is_called(node, name):
    try:
        return node.get_name() == name
    except GLib.Error:
        return False


def showing(program):
    """(role, name, node) of all that `program` shows at the moment."""
    for application in children(Atspi.get_desktop(0)):
        if not is_called(application, program):
            continue
        for node in descendants(application):
            try:
                if node.get_state_set().contains(Atspi.StateType.SHOWING):
                    yield node.get_role_name(), node.get_name(), node
            except GLib.Error:
                continue


def find(program, role, name):
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        for found_role, found_name, node in showing(program):
            if (found_role, found_name) == (role, name):
                return node
        time.sleep(0.05)
    sys.exit(f"{program} shows no {role} {name!r}")


def main(program, command, *args):
    if command == "list":
        for role, name, node in showing(program):
            with contextlib.suppress(GLib.Error):
                state = node.get_state_set()
                print(role, name, "on" if state.contains(Atspi.StateType.SENSITIVE) else "off",
                      sep="\t")
    elif command == "press":
        find(program, *args).get_action_iface().do_action(0)
    elif command == "text":
        text = find(program, *args).get_text_iface()
        print(text.get_text(0, text.get_character_count()), end="")
    elif command == "fill":
        find(program, *args[:2]).get_editable_text_iface().set_text_contents(args[2])
    else:
        box = find(program, *args).get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        print(box.x + box.width // 2, box.y + box.height // 2)


Atspi.set_timeout(ANSWER_MS, 2 * ANSWER_MS)
main(*sys.argv[1:])
