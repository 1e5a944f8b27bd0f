#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""settings.py HEAD SCHEMA... > perch-settings.5

Writes the manual page of all settings files: HEAD, which says what they have in common, and then
what the schemas describe, so that there is nothing that could be forgotten.
"""

import json
import re
import sys
from pathlib import Path

# In this order; each schema has its own file in the settings folder.
FILES = {
    "backend-profile": "backends/NAME.json",
    "companion-settings": "companion-settings.json",
    "bridge-settings": "bridge-settings.json",
    "web-listener-settings": "web-listener-settings.json",
    "hook-settings": "hook-settings.json",
    "standing-answers": "standing-answers.json",
    "triggers": "triggers.json",
    "branding": "branding.json",
}


def escape(text):
    """Text as it is, a sentence a line, as the language of manual pages wants it."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    lines = re.split(r"(?<=[.;:]) (?=[A-Z0-9])", text)
    return "\n".join("\\&" + line if line[:1] in "'." else line for line in lines)


def resolve(schema, root):
    """What it refers to, or itself."""
    reference = schema.get("$ref")
    return root["$defs"][reference.rsplit("/", 1)[1]] if reference else schema


def describe_type(schema, root):
    """What values may be, in a few words."""
    schema = resolve(schema, root)
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        items = schema.get("items", {})
        return "list of " + {"string": "texts"}.get(items.get("type"), "objects")
    words = {"string": "text", "boolean": "true or false", "integer": "number", "object": "object"}
    text = words.get(schema.get("type"), "any value")
    if "minimum" in schema and "maximum" in schema:
        text += f" from {schema['minimum']} to {schema['maximum']}"
    return text


def write_members(schema, root, prefix=""):
    """An entry for each member, those of objects in it under both names."""
    schema = resolve(schema, root)
    for name, member in schema.get("properties", {}).items():
        if name == "$schema":
            continue
        target = resolve(member, root)
        print(f".It Cm {escape(prefix + name)} : {escape(describe_type(member, root))}")
        text = member.get("description") or target.get("description")
        if text:
            print(escape(text))
        if target.get("default") not in (None, {}, [], ""):
            print(f"Usually {escape(json.dumps(target['default']))}.")
        write_members(target, root, f"{prefix}{name}.")
        if "items" in target:
            write_members(target["items"], root, f"{prefix}{name}[].")


def main(head, *paths):
    schemas = {Path(path).name.split(".")[0]: json.loads(Path(path).read_text()) for path in paths}
    print(Path(head).read_text(), end="")
    for name, file in FILES.items():
        schema = schemas.pop(name)
        print(f".Sh {file}\n{escape(schema['title'])}.\n.Bl -tag -width Ds")
        write_members(schema, schema)
        print(".El")
    if schemas:
        sys.exit(f"settings.py: which files have these schemas: {', '.join(schemas)}?")
    print(".Sh SEE ALSO\n.Xr perch 1 ,\n.Xr perch-tray 1")


if __name__ == "__main__":
    main(*sys.argv[1:])
