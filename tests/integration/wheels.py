# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Packages made on the spot, so that pip can install something without a network."""

import zipfile

# Empty, but by name and version what the servers of Perch need.
SERVERS = {"fastapi": "0.99.0", "uvicorn": "0.23.0", "grpcio": "1.60.0", "protobuf": "4.25.0"}


def make(folder, name, version):
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{info}/METADATA",
                       f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\n"
                                        "Root-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def make_all(folder, packages=None):
    """Variables of an environment in which pip knows these packages, and no others."""
    folder.mkdir()
    for name, version in (packages or SERVERS).items():
        make(folder, name, version)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": "/dev/null"}
