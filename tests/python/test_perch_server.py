# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Parts of resources/python/perch_server that no request gets to in every way."""

import gc
import subprocess
import sys
import weakref

import pytest
from google.protobuf import descriptor_pb2
from program import SDK_DIR

sys.path.insert(0, SDK_DIR)
sys.dont_write_bytecode = True
from perch_server import method  # noqa: E402
from perch_server.handles import HandleLimit, Handles, UnknownHandle  # noqa: E402
from perch_server.json_values import NotJson, Notes, decode, encode, to_json  # noqa: E402
from perch_server.proto_file import ProtoFile  # noqa: E402
from perch_server.server import Server  # noqa: E402


class Thing:
    """Something that can be watched going away."""

    def __init__(self, at_end=None):
        self.at_end = at_end

    def __del__(self):
        if self.at_end is not None:
            self.at_end()


# Handles


def test_names_are_never_used_again():
    handles = Handles(10)
    names = []
    for _ in range(30):
        names.append(handles.add(object(), "a"))
        assert handles.remove(names[-1])
    assert len(set(names)) == 30
    assert len(handles) == 0
    assert not handles.remove(names[0])


def test_limit():
    handles = Handles(2)
    handles.add(0, "a")
    handles.add(None, "b")
    with pytest.raises(HandleLimit, match="2 handles"):
        handles.add(0, "c")
    assert handles.release("b") == 1
    assert handles.get(handles.add("", "c")) == ""


def test_unknown_handle_is_told_in_short():
    with pytest.raises(UnknownHandle) as caught:
        Handles(1).get("x" * 10000)
    assert len(str(caught.value)) < 300


def test_an_object_may_use_the_table_at_its_end():
    """Its code runs when no lock is held."""
    handles = Handles(10)
    for drop in (lambda name: handles.remove(name), lambda name: handles.release("a"),
                 lambda name: handles.release_idle(0)):
        ends = []
        name = handles.add(Thing(lambda: ends.append(handles.add("last words", "b"))), "a")
        drop(name)
        gc.collect()
        assert [handles.get(each) for each in ends] == ["last words"]
        handles.release("b")


def test_idle_owners():
    handles = Handles(10)
    thing = Thing()
    gone = weakref.ref(thing)
    handles.add(thing, "a")
    del thing
    assert handles.release_idle(3600) == 0
    with handles.held("a"), handles.held("b"):
        assert handles.release_idle(0) == 0
    assert handles.release_idle(3600) == 0
    assert handles.release_idle(0) == 1
    assert gone() is None
    assert handles.release("a") == 0


# Requests


def test_a_method_of_ones_own_is_heard():
    """Its client is not idle, as with the commands of the object service."""
    handles = Handles(10)
    server = Server(None, handles)

    @method("test.look_for_idle_clients")
    def look():
        return handles.release_idle(0)

    handles.add(Thing(), "a")
    assert server.perform("test.look_for_idle_clients", {}, "a") == 0
    assert server.perform("test.look_for_idle_clients", {}, "b") == 1


# JSON


@pytest.mark.parametrize("value", [
    {1: 2}, {None: 1}, {(): 1}, b"", {1}, 1j, object(), 1 << 5000, [[object()]], {"a": {2}},
])
def test_not_json(value):
    with pytest.raises(NotJson):
        to_json(value, Notes())


def test_depth():
    value = []
    for _ in range(99):
        value = [value]
    assert to_json(value, Notes()) == value
    with pytest.raises(NotJson, match="deep"):
        to_json([value], Notes())


def test_what_is_encoded_can_be_decoded():
    class Name(str):
        pass

    notes = Notes()
    value = to_json({Name("é"): (1, 2.5, Name("\u2028"), True, None)}, notes)
    assert decode(encode(value)) == {"é": [1, 2.5, "\u2028", True, None]}
    assert notes.texts() == []
    assert b"\n" not in encode("a\nb")


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"1 2", b"[" * 100000, b"1" * 10000])
def test_not_decoded(text):
    with pytest.raises(ValueError):
        decode(text)


# Proto files


@pytest.mark.parametrize("name", ["python_service.proto", "backend.proto"])
def test_proto_file_is_read_as_protoc_does(name, tmp_path):
    with open(f"{SDK_DIR}/{name}", encoding="utf-8") as file:
        text = file.read()
    ours = ProtoFile(text)
    subprocess.run(["protoc", f"--proto_path={SDK_DIR}", f"--descriptor_set_out={tmp_path}/set",
                    name], check=True)
    files = descriptor_pb2.FileDescriptorSet.FromString((tmp_path / "set").read_bytes())
    theirs, = files.file
    for service in theirs.service:
        calls = {call.name: (call.input_type, call.output_type) for call in service.method}
        assert {call: tuple("." + kind.DESCRIPTOR.full_name for kind in kinds)
                for call, kinds in ours.service(service.name).items()} == calls
    assert fields(ours.descriptor.message_type) == fields(theirs.message_type)
    assert len(fields(theirs.message_type)) > 1


def fields(messages, prefix=""):
    """What is on the wire: number, name, kind and which oneof."""
    found = {}
    for message in messages:
        found[prefix + message.name] = [
            (field.number, field.name, field.label, field.type,
             field.type_name.rpartition(".")[2], field.HasField("oneof_index"))
            for field in message.field]
        found.update(fields(message.nested_type, f"{prefix}{message.name}."))
    return found


@pytest.mark.parametrize("text", [
    "enum A { B = 0; }",
    'syntax = "proto2";',
    "service A { stream B; }",
    "service A { rpc B (stream C) returns (D); }",
    "message A { string b = x; }",
    "message A { map<string, string> b = 1; }",
    "message A { string b = 1 }",
])
def test_other_proto_files_are_refused(text):
    with pytest.raises((ValueError, TypeError)):
        ProtoFile(text)
