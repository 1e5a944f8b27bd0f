# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The translations are whole: all texts for people are looked for in the sources, and are all there
in every language."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(os.environ["PERCH_TOP_SRCDIR"])
PO = ROOT / "po"
MARKED = re.compile(r'#include <glib/gi18n(-lib)?\.h>|\btranslatable="yes"')


def words(name):
    """The lines of a file of po/ that are no comments."""
    lines = (PO / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


LANGUAGES = words("LINGUAS")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """All texts that are in the sources now, as a template for translations."""
    path = tmp_path_factory.mktemp("po") / "perch.pot"
    options = re.findall(r"'(--[^']+)'", (PO / "meson.build").read_text())
    subprocess.run(["xgettext", "--files-from=po/POTFILES", "--package-name=perch", *options,
                    "--output", path], cwd=ROOT, check=True)
    return path


def entries(path):
    """(text, its translations) for each text of a file."""
    flat = subprocess.run(["msgcat", "--no-wrap", "--no-location", path], check=True, text=True,
                          capture_output=True).stdout
    for block in flat.split("\n\n"):
        ids = re.findall(r'^msgid(?:_plural)? "(.+)"$', block, re.M)
        translations = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.M)
        if ids:
            yield ids, translations


def test_all_files_are_listed():
    folders = ("app", "backend-manager", "client", "tray", "resources/ui")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")
             if path.suffix in (".c", ".h", ".ui")]
    marked = {str(path.relative_to(ROOT)) for path in files if MARKED.search(path.read_text())}
    desktop = {str(path.relative_to(ROOT)) for path in (ROOT / "resources/desktop").glob("*.in")}
    listed = words("POTFILES")
    assert sorted(marked | desktop) == listed, "po/POTFILES has to list all files with texts, sorted"


def test_marks_need_the_header():
    """A macro of one's own in place of the header would hide a file from the first test."""
    for path in (path for folder in ("app", "tray") for path in (ROOT / folder).rglob("*.c")):
        text = path.read_text()
        if re.search(r'\b(?:_|C_|N_|ngettext) \("', text):
            assert MARKED.search(text), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound(language):
    """Formats fit those of the original, headers are there."""
    subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", PO / f"{language}.po"],
                   check=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole(language, template):
    """All texts of the sources are translated; `./dev translate` brings the new ones in."""
    done = subprocess.run(["msgcmp", PO / f"{language}.po", template], text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys(language):
    """Where there is a letter to press with Alt, there is one in the translation."""
    for ids, translations in entries(PO / f"{language}.po"):
        keys = ids[0].replace("__", "").count("_")
        for text in translations:
            found = text.replace("__", "").count("_")
            assert not text or found == keys or keys > 1, f"{ids[0]!r}: {text!r}"


# What stands in one menu.
MENU = ["_Start", "S_top", "_Restart", "Start backend when _%s starts", "Status _window…",
        "Pr_eferences…", "Open _log", "_Copy diagnostics", "Save support _bundle…", "_Quit"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_of_the_menu(language):
    """No two entries of it have the same letter; %s begins with the P of Perch."""
    texts = {ids[0]: translations[0] for ids, translations in entries(PO / f"{language}.po")}
    keys = [re.search("_(.)", texts[label].replace("%s", "Perch")).group(1).upper()
            for label in MENU]
    assert len(set(keys)) == len(keys), keys


def test_translators_are_told(template):
    """A short word with a place in it says little without a comment."""
    flat = template.read_text().split("\n\n")
    bare = [block for block in flat if re.search(r'^msgid "[^a-z]*%[a-z][^a-z]*"$', block, re.M)
            and "#. Translators" not in block]
    assert bare == []
