# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Reads .proto files, so that no generated code is needed that fits one version of protobuf only.

It knows what our own files are made of: messages (also nested ones), oneofs, repeated and single
fields, services with plain calls. Anything else is an error.
"""

from __future__ import annotations

import re
from typing import Any, Iterator

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TOKEN = re.compile(r'//[^\n]*|"[^"]*"|[\w.]+|[{}()=;]')
Field = descriptor_pb2.FieldDescriptorProto
SCALARS = {
    "bool": Field.TYPE_BOOL,
    "double": Field.TYPE_DOUBLE,
    "float": Field.TYPE_FLOAT,
    "int32": Field.TYPE_INT32,
    "string": Field.TYPE_STRING,
    "uint32": Field.TYPE_UINT32,
}


class ProtoFile:
    """The messages and services of one file, as classes and names."""

    def __init__(self, text: str) -> None:
        self._tokens = (token for token in TOKEN.findall(text) if not token.startswith("//"))
        self._services: dict[str, dict[str, tuple[str, str]]] = {}
        self.descriptor = descriptor_pb2.FileDescriptorProto(name="file.proto")
        for token in self._tokens:
            self._read_declaration(token)
        # A pool of its own: a module of the person may have the same messages from elsewhere.
        self._pool = descriptor_pool.DescriptorPool()
        self._pool.Add(self.descriptor)

    def message(self, name: str) -> Any:
        """The class of a message."""
        found = self._pool.FindMessageTypeByName(f"{self.descriptor.package}.{name}")
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(found)
        return message_factory.MessageFactory(self._pool).GetPrototype(found)

    def service(self, name: str) -> dict[str, tuple[Any, Any]]:
        """The calls of a service: the classes of their requests and replies."""
        calls = self._services[name]
        return {call: tuple(map(self.message, kinds)) for call, kinds in calls.items()}

    # Reading

    def _read_declaration(self, token: str) -> None:
        if token == "syntax":
            self._expect("=", '"proto3"', ";")
            self.descriptor.syntax = "proto3"
        elif token == "package":
            self.descriptor.package = next(self._tokens)
            self._expect(";")
        elif token == "message":
            self._read_message(self.descriptor.message_type.add())
        elif token == "service":
            self._read_service()
        else:
            raise ValueError(f"{token} is not known here")

    def _read_message(self, message: Any) -> None:
        message.name = next(self._tokens)
        self._expect("{")
        for token in self._until_brace():
            if token == "message":
                self._read_message(message.nested_type.add())
            elif token == "oneof":
                message.oneof_decl.add(name=next(self._tokens))
                self._expect("{")
                for kind in self._until_brace():
                    field = self._read_field(message, kind)
                    field.oneof_index = len(message.oneof_decl) - 1
            else:
                self._read_field(message, token)

    def _read_field(self, message: Any, kind: str) -> Any:
        field = message.field.add(label=Field.LABEL_OPTIONAL)
        if kind == "repeated":
            field.label = Field.LABEL_REPEATED
            kind = next(self._tokens)
        field.name = next(self._tokens)
        if kind in SCALARS:
            field.type = SCALARS[kind]
        else:
            field.type = Field.TYPE_MESSAGE
            field.type_name = kind  # where it is declared, the pool finds out
        self._expect("=")
        field.number = int(next(self._tokens))
        self._expect(";")
        return field

    def _read_service(self) -> None:
        name = next(self._tokens)
        calls = self._services.setdefault(name, {})
        self._expect("{")
        for token in self._until_brace():
            if token != "rpc":
                raise ValueError(f"{token} is not known in a service")
            call = next(self._tokens)
            self._expect("(")
            request = next(self._tokens)
            self._expect(")", "returns", "(")
            reply = next(self._tokens)
            self._expect(")", ";")
            calls[call] = (request, reply)

    def _until_brace(self) -> Iterator[str]:
        return iter(lambda: next(self._tokens), "}")

    def _expect(self, *wanted: str) -> None:
        for each in wanted:
            found = next(self._tokens)
            if found != each:
                raise ValueError(f"expected {each}, found {found}")
