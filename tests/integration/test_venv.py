# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""perch venv and perch list, with real Pythons, real environments and the real pip."""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess

import processes
import pytest
import wheels
from perch_home import PERCH, PATIENCE, PerchHome

PYTHON = "/usr/bin/python3"
VERSION = platform.python_version()


@pytest.fixture
def home():
    home = PerchHome()
    for name in list(home.env):
        if name.startswith(("PIP_", "PYENV_", "CONDA_", "UV_", "PYTHON", "VIRTUAL_ENV", "WORKON")):
            del home.env[name]
    home.env["PATH"] = "/usr/bin:/bin"
    home.env.update(wheels.make_all(home.folder / "wheels"))
    home.venvs = home.folder / "data" / "perch" / "venvs"
    yield home
    home.close()


def make_venv(path, *options):
    """As people make it themselves; without pip, which takes the most time."""
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", *options, path], check=True)
    return path


def create(home, *args):
    """With a pip in it, which takes several times as long as all else here."""
    done = subprocess.run([PERCH, "venv", "create", *args], env=home.env, cwd=home.folder,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          timeout=4 * PATIENCE)
    assert done.returncode == 0, done
    return done.stdout


def refuse(home, *args, status=1):
    """What a command says that must change nothing."""
    done = home.perch("venv", *args, status=status)
    assert done.stdout == ""
    return done.stderr


def test_life(home):
    path = home.venvs / "first"
    assert create(home, "first") == f"{path} is ready\n"
    [listed] = home.ask("venv", "list")["environments"]
    assert listed["path"] == str(path) and listed["kind"] == "venv" and listed["made_by_perch"]
    assert listed["version"] == VERSION and listed["architecture"] == platform.machine()
    assert listed["can_run"] == {"http": False, "pipe": True, "rpc": False}
    assert "it has no fastapi, it has no uvicorn" in home.perch("venv", "status", "first").stdout
    assert "is there already" in home.perch("venv", "create", "first", status=1).stderr

    assert "Successfully installed" in home.perch("venv", "install", "first", "http").stderr
    home.perch("venv", "install", "first", "pipe")
    status = home.ask("venv", "status", "first")
    assert status["can_run"] == {"http": True, "pipe": True, "rpc": False}
    assert status == home.ask("list")["environments"][0]

    del home.env["PIP_FIND_LINKS"]
    assert 'no fitting version of all of "grpcio' in refuse(home, "install", "first", "rpc")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        del home.env["PIP_NO_INDEX"]
        home.env["PIP_INDEX_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        said = refuse(home, "install", "first", "rpc")
    assert "pip can’t reach the index of packages" in said.splitlines()[-1]

    assert home.perch("venv", "delete", "first").stdout == f"{path} is deleted\n"
    assert os.listdir(home.venvs) == []
    assert "there is no environment" in refuse(home, "status", "first")


def test_path_and_packages(home):
    path = home.folder / "a project" / "env"
    made = json.loads(create(home, "./a project/env", "--python", PYTHON, "--install", "http,Rpc",
                             "--json"))
    assert made["path"] == str(path)
    assert made["packages"] == {**wheels.SERVERS, "numpy": None}
    assert made["can_run"] == {"http": True, "pipe": True, "rpc": True}
    subprocess.run([made["python"], "-c", "import fastapi, grpcio"], check=True)
    home.perch("venv", "delete", "a project/env")
    assert not path.exists()


def test_programs_are_told_paths_as_they_are(home):
    path = make_venv(home.folder / "tab\there")
    assert home.ask("venv", "status", str(path))["path"] == str(path)
    done = home.perch("venv", "delete", str(path), "--force", "--json")
    assert json.loads(done.stdout) == {"status": "ok", "deleted": str(path)}
    make_venv(path)
    assert "tab\\x09here" in home.perch("venv", "delete", str(path), "--force").stdout


def test_choice_of_python(home):
    """It is told before the folder turns out to be there."""
    (home.venvs / "x").mkdir(parents=True)
    minor = VERSION.rpartition(".")[0]
    for choice in (["--python", minor], ["--python", "python3"], ["--python", PYTHON], []):
        assert f"with Python {VERSION} (/usr/bin/python3" in refuse(home, "create", "x", *choice)
    assert 'no Python "9.1"' in refuse(home, "create", "c", "--python", "9.1")
    assert "no such file" in refuse(home, "create", "c", "--python", "/no/such/python")
    assert "does not answer" in refuse(home, "create", "c", "--python", "/bin/echo")
    home.env["PATH"] = str(home.folder)
    (home.folder / "python3").write_text(f'#!/bin/sh\nexec {PYTHON} "$@"\n')
    (home.folder / "python3").chmod(0o755)
    assert "(/usr/bin/python3" in refuse(home, "create", "x"), "behind a script, as pyenv's"
    assert os.listdir(home.venvs) == ["x"]


@pytest.mark.parametrize("args, word", [
    ([], "say create"),
    (["make", "x"], "say create"),
    (["create"], "say create"),
    (["create", ""], "can't be empty"),
    (["create", "two words"], 'a path has a slash, as in "./two words"'),
    (["create", "x", "--install", "http,ftp"], 'no server of the kind "ftp"'),
    (["list", "--force"], '--force is for "delete"'),
    (["delete", "x", "--python", "3"], 'are for "create"'),
    (["install", "x"], "say create"),
])
def test_wrong_use(home, args, word):
    assert word in refuse(home, *args, status=2)
    assert not home.venvs.exists()


def test_what_is_not_deleted(home):
    foreign = make_venv(home.folder / "foreign")
    used = make_venv(home.venvs / "used")
    (used / ".made-by-perch").write_text("finished\n")
    folder = home.folder / "folder"
    folder.mkdir()
    conda = home.folder / "conda"
    (conda / "conda-meta").mkdir(parents=True)
    home.add_backend("service", "print wait", venv=str(used))

    assert "not made by Perch" in refuse(home, "delete", str(foreign))
    assert "is the environment of service" in refuse(home, "delete", "used")
    for force in ([], ["--force"]):
        assert "is not an environment" in refuse(home, "delete", str(folder), *force)
        assert "conda env remove" in refuse(home, "delete", str(conda), *force)
        assert "no environment" in refuse(home, "delete", "nothing", *force)
    make_venv(home.folder)
    assert "your home" in refuse(home, "delete", ".", "--force")
    home.env["HOME"] = "/nowhere"
    assert "you are in" in refuse(home, "delete", ".", "--force")
    for path in (foreign, used, folder, conda):
        assert path.is_dir()

    link = home.folder / "link"
    link.symlink_to(foreign)
    assert "not a folder" in refuse(home, "delete", "./link", "--force")
    home.perch("venv", "delete", str(foreign), "--force")
    home.perch("venv", "delete", "used", "--force")
    assert not foreign.exists() and os.listdir(home.venvs) == []


def test_no_pip(home):
    path = make_venv(home.folder / "bare")
    assert "there is no pip in the environment" in refuse(home, "install", str(path), "http")


def test_python_without_ensurepip(home):
    """As Debian's without python3-venv, whose text this is."""
    python = home.folder / "poor"
    python.write_text('#!/bin/sh\ncase "$*" in *venv*) echo "ensurepip is not available."; '
                      'echo "Failing command: $0"; exit 1;; esac\n'
                      'echo "this is Python 3.11.2 $0"\n')
    python.chmod(0o755)
    assert "apt install python3-venv" in refuse(home, "create", "x", "--python", str(python))
    assert os.listdir(home.venvs) == []


@pytest.fixture
def silent_index(home):
    """An index of packages that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        del home.env["PIP_NO_INDEX"], home.env["PIP_FIND_LINKS"]
        home.env["PIP_INDEX_URL"] = f"http://127.0.0.1:{listener.getsockname()[1]}/simple"
        yield listener


def begin_to_create(home, *args):
    process = subprocess.Popen([PERCH, "venv", "create", "x", *args], env=home.env,
                               cwd=home.folder, stdin=subprocess.DEVNULL, text=True,
                               stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    home.started.append(process)
    return process


def assert_interrupted(home, process):
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 1
    assert said.splitlines()[-1] == "perch: interrupted; nothing is left of it"
    assert os.listdir(home.venvs) == []
    processes.wait_until(lambda: not home.survivors(), "all that was started has ended")


def test_interrupted_in_pip(home, silent_index):
    process = begin_to_create(home, "--install", "http")
    silent_index.settimeout(4 * PATIENCE)
    with silent_index.accept()[0]:
        process.send_signal(signal.SIGINT)
        assert_interrupted(home, process)


@pytest.fixture
def slow_python(home):
    """Makes an environment, and then does not come to an end."""
    python = home.folder / "slow"
    python.write_text(f'#!/bin/sh\ncase "$*" in "-m venv "*) {PYTHON} -m venv --without-pip "$3"; '
                      f'echo made; exec sleep 1000;; esac\necho "this is Python {VERSION} $0"\n')
    python.chmod(0o755)
    return python


def until_made(process):
    while process.stderr.readline().strip() != "made":
        assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted(home, slow_python, number):
    process = begin_to_create(home, "--python", slow_python)
    until_made(process)
    process.send_signal(number)
    assert_interrupted(home, process)


def test_interrupted_while_python_is_asked_who_it_is(home):
    asked = home.folder / "asked"
    python = home.folder / "silent"
    python.write_text(f'#!/bin/sh\necho > "{asked}"\nexec sleep 1000\n')
    python.chmod(0o755)
    process = begin_to_create(home, "--python", python)
    processes.wait_until(asked.exists, "Python is asked")
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=PATIENCE)[1].splitlines()
    assert process.returncode == 1
    assert said == ["perch: interrupted; one moment", "perch: interrupted; nothing is left of it"]
    processes.wait_until(lambda: not home.survivors(), "all that was started has ended")


def test_killed(home, slow_python):
    process = begin_to_create(home, "--python", slow_python)
    until_made(process)
    process.kill()
    process.communicate(timeout=PATIENCE)
    processes.wait_until(lambda: not home.survivors(), "all that was started has ended")
    [left] = home.ask("venv", "list")["environments"]
    assert "interrupted" in left["problem"] and not left["can_run"]["pipe"]
    assert "interrupted" in home.perch("venv", "status", "x", status=1).stdout
    assert "can’t be used" in refuse(home, "install", "x", "http")
    home.perch("venv", "delete", "x")
    assert os.listdir(home.venvs) == []


def test_list_without_perch(home):
    done = home.perch("list")
    assert "Perch is not running" in done.stderr
    listed = home.ask("list")
    assert listed["backends"] is None
    real = os.path.realpath(PYTHON)
    [python] = [each for each in listed["runtimes"] if each["path"] == real]
    assert python == {"path": real, "version": VERSION, "architecture": platform.machine(),
                      "origin": "PATH", "problem": None}
    assert real in home.perch("list", "runtimes").stdout
    assert set(home.ask("list", "environments")) == {"status", "environments"}


def test_usual_places(home):
    make_venv(home.folder / ".venv", "--system-site-packages")
    make_venv(home.folder / ".virtualenvs" / "old")
    make_venv(home.folder / "works" / "here")
    pyenv = home.folder / ".pyenv" / "versions"
    make_venv(pyenv / "3.9.9" / "envs" / "inner")
    (pyenv / "inner").symlink_to(pyenv / "3.9.9" / "envs" / "inner")
    conda = home.folder / "miniconda3"
    for place in (conda, conda / "envs" / "science"):
        (place / "conda-meta").mkdir(parents=True)
        (place / "conda-meta" / f"python-{VERSION}-0.json").write_text("{}")
        (place / "bin").mkdir()
        (place / "bin" / "python").symlink_to(PYTHON)
    (conda / "condabin").mkdir()
    home.env["WORKON_HOME"] = str(home.folder / "works")

    found = {each["name"]: each for each in home.ask("list", "environments")["environments"]}
    assert set(found) == {".venv", "old", "here", "inner", "base", "science"}
    assert all(each["problem"] is None and each["version"] == VERSION for each in found.values())
    assert found["science"]["kind"] == "conda"
    rows = home.perch("list", "environments").stdout.splitlines()
    assert rows[0].split() == ["ENVIRONMENT", "KIND", "PYTHON", "FASTAPI", "UVICORN", "GRPCIO",
                               "NUMPY", "PATH"]
    assert len(rows) == 7


def test_broken_ones_say_why(home):
    works = home.folder / "works"
    home.env["WORKON_HOME"] = str(works)
    gone = home.folder / "gone"
    shutil.copy(os.path.realpath(PYTHON), gone)
    for name in ("dangling", "no-config", "no-home", "not-executable", "other-version"):
        make_venv(works / name)
    links = works / "dangling" / "bin"
    for link in links.glob("python*"):
        link.unlink()
    (links / "python").symlink_to(gone)
    gone.unlink()
    (works / "no-config" / "pyvenv.cfg").unlink()
    (works / "no-home" / "pyvenv.cfg").write_text(f"version = {VERSION}\n")
    python = works / "not-executable" / "bin" / "python"
    python.unlink()
    shutil.copy(os.path.realpath(PYTHON), python)
    python.chmod(0o644)
    (works / "other-version" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.1.9\n")

    listed = home.ask("list", "environments")["environments"]
    problems = {each["name"]: each["problem"] for each in listed}
    assert f"leads to {gone}, which is not there" in problems["dangling"]
    assert "it has no pyvenv.cfg" in problems["no-config"]
    assert "home = FOLDER" in problems["no-home"]
    assert "not marked as executable" in problems["not-executable"]
    assert "it was made for Python 3.1.9" in problems["other-version"]
    assert home.perch("list", "environments").stdout.count("broken") == 5
