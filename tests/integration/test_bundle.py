# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""perch bundle, of a real Perch with a backend that fails, and of none."""

import json
import os
import re
import resource
import stat
import zipfile

import processes
import pytest
from perch_home import PerchHome

SECRETS = ["env-value-of-no-name", "hunter2-of-env", "hunter3-of-args", "hunter4-of-log"]


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    home.close()


def unpack(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name.removeprefix("perch-bundle/"): archive.read(name).decode()
                for name in archive.namelist()}


def add_failing_backend(home):
    home.add_backend("main", "error password=hunter4-of-log error hunter2-of-env exit 3",
                     restart="never", ready={"on": "status"},
                     env={"THING": "env-value-of-no-name", "DB_PASSWORD": "hunter2-of-env"})
    path = home.profiles / "main.json"
    profile = json.loads(path.read_text())
    profile["args"] += ["--api-key", "hunter3-of-args"]
    path.write_text(json.dumps(profile))


def assert_no_secret(home, files, *more):
    for name, text in files.items():
        for secret in [*SECRETS, *more]:
            assert secret not in text, (name, secret)
        assert str(home.folder) not in text, name


def test_running(home):
    add_failing_backend(home)
    (home.profiles / "broken.json").write_text('{"token": "hunter2-of-env", ')
    home.run()
    home.perch("start", "main", status=1)
    token = home.perch("token").stdout.strip()
    processes.wait_until(lambda: "hunter2" in home.perch("logs").stdout, "the log is written")
    # Of an older Perch, which masked nothing.
    old = home.folder / "state" / "perch" / "perch-log.txt.1"
    old.write_text(f"2026-11-21T01:00:00.000Z info    main: token={token} and {token}\n")
    old.with_name("perch-log.txt.2").symlink_to("/etc/passwd")

    path = home.folder / "bundle.zip"
    assert home.perch("bundle", "bundle.zip").stdout == f"{path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    files = unpack(path)
    assert_no_secret(home, files, token)
    assert files["logs/perch-log.txt.1"].endswith("main: token=*** and ***\n")
    assert "root:" not in "".join(files.values())
    for line in files["logs/perch-log.json"].splitlines():
        json.loads(line)
    profile = json.loads(files["settings/backends/main.json"])
    assert profile["env"] == {"THING": "***", "DB_PASSWORD": "***"}
    assert profile["args"][-2:] == ["--api-key", "***"]
    [backend] = [b for b in json.loads(files["backends.json"])["backends"] if b["name"] == "main"]
    assert backend["state"] == "failed" and backend["exit"]["code"] == 3
    versions = files["versions.txt"]
    assert re.search(r"^Perch \d.*\nGLib 2\..*\nlibsoup 3\..*\nGTK (3\.|none).*\n", versions)
    assert "Kernel Linux" in versions
    assert "\nHOME\n" in files["environment.txt"]
    assert json.loads(files["status.json"])["mode"] == "headless"
    included, left_out = files["MANIFEST.txt"].split("Left out:")
    for name in files.keys() - {"MANIFEST.txt"}:
        assert f"  {name}, " in included
    assert "settings/backends/broken.json: it can't be masked" in left_out
    assert "logs/perch-log.txt.2: it is a symbolic link" in left_out
    assert "values of environment variables" in left_out


def test_not_running(home):
    add_failing_backend(home)
    path = home.ask("bundle")["path"]
    assert path.startswith(f"{home.folder}/perch-bundle-") and path.endswith(".tar.zst")
    with open(path, "rb") as file:
        assert file.read(4) == b"\x28\xb5\x2f\xfd"
    home.perch("bundle", "again.zip")
    files = unpack(home.folder / "again.zip")
    assert_no_secret(home, files)
    assert "status.json: Perch is not running" in files["MANIFEST.txt"]
    assert "status.json" not in files


def test_no_such_folder(home):
    done = home.perch("bundle", "nowhere/bundle.zip", status=1)
    assert "nowhere/bundle.zip: No such file or directory" in done.stderr
    assert not (home.folder / "nowhere").exists()


def test_disk_full(home):
    """What can't be written whole is not there at all; what was there before still is."""
    path = home.folder / "bundle.zip"
    path.write_text("old")
    logs = home.folder / "state" / "perch"
    logs.mkdir(parents=True)
    (logs / "perch-log.txt").write_bytes(os.urandom(400_000).hex().encode() + b"\n")
    before = sorted(os.listdir(home.folder))

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    # Python ignores SIGXFSZ, and so does its child: writing fails as it does on a full disk.
    done = home.perch("bundle", "bundle.zip", status=1, preexec_fn=limit, restore_signals=False)
    assert "can't write" in done.stderr and "bundle.zip: " in done.stderr
    assert path.read_text() == "old"
    assert sorted(os.listdir(home.folder)) == before
