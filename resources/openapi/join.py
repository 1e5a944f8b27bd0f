# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Joins what describes groups of routes into one OpenAPI document.

    join.py --title TITLE --version VERSION --output FILE COMMON PART...

COMMON has what all documents share, each PART the `paths` of one group, and the `components` that
only these need. What no route refers to is left out. A mistake ends it with 1, and with a message
that names the file and the route.
"""

import argparse
import json
import re
import sys
from pathlib import Path

METHODS = {"get", "put", "post", "delete"}
NEEDED = ("operationId", "summary", "tags", "responses")
# What the gate, the router and the parser answer in place of any route.
DEFAULT_RESPONSE = {"$ref": "#/components/responses/Error"}


class Mistake(Exception):
    pass


def load(path):
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)
    except ValueError as error:
        raise Mistake(f"{path}: {error}") from error


def unique(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice}" stands twice in one object')
    return members


def add(target, members, what, path):
    for name, value in members.items():
        if name in target:
            raise Mistake(f"{path}: {what} {name} is described in another file, too")
        target[name] = value


def finish_operations(part, path, seen):
    for pattern, item in part["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            place = f"{path}: {method.upper()} {pattern}"
            if method not in METHODS:
                raise Mistake(f"{place}: expected one of {', '.join(sorted(METHODS))}")
            for member in NEEDED:
                if not operation.get(member):
                    raise Mistake(f'{place}: "{member}" is missing')
            add(seen, {operation["operationId"]: place}, "operationId", path)
            operation["responses"].setdefault("default", DEFAULT_RESPONSE)


def references(value):
    """Every `$ref` below @value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def pick_components(paths, components):
    """The part of @components that @paths need, and the ways to authenticate."""
    picked = {"securitySchemes": components["securitySchemes"]}
    waiting = list(references(paths))
    while waiting:
        reference = waiting.pop()
        match = re.fullmatch(r"#/components/(\w+)/(\w+)", reference)
        if match is None or match[2] not in components.get(match[1], {}):
            raise Mistake(f"{reference}: nothing of that name is described")
        kind, name = match.groups()
        if name not in picked.setdefault(kind, {}):
            picked[kind][name] = components[kind][name]
            waiting += references(components[kind][name])
    return {kind: dict(sorted(found.items())) for kind, found in sorted(picked.items())}


def check_path_parameters(paths, components):
    for pattern, item in paths.items():
        declared = set()
        for parameter in item.get("parameters", []):
            if "$ref" in parameter:
                parameter = components["parameters"][parameter["$ref"].rpartition("/")[2]]
            declared.add(parameter["name"])
        wanted = set(re.findall(r"{(\w+)}", pattern))
        if declared != wanted:
            raise Mistake(f"{pattern}: its own parameters are {sorted(declared)}, "
                          f"expected {sorted(wanted)}")


def join(title, version, common, parts):
    document = load(common)
    document["info"] = {"title": title, "version": version, **document["info"]}
    components = document.pop("components")
    document["paths"] = {}
    seen = {}
    for path in parts:
        part = load(path)
        finish_operations(part, path, seen)
        add(document["paths"], part["paths"], "path", path)
        for kind, members in part.get("components", {}).items():
            add(components.setdefault(kind, {}), members, kind, path)
    document["paths"] = dict(sorted(document["paths"].items()))
    document["components"] = pick_components(document["paths"], components)
    check_path_parameters(document["paths"], document["components"])
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--title", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("common")
    parser.add_argument("parts", nargs="+")
    args = parser.parse_args()
    try:
        document = join(args.title, args.version, args.common, args.parts)
    except Mistake as mistake:
        return str(mistake)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    Path(args.output).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
