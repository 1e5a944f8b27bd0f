# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A made-up language that is read from right to left: the original in Hebrew letters.

What is not in Hebrew letters where it is spoken has not been translated, and could not have been.
"""

import pathlib
import re
import subprocess

SOURCE = pathlib.Path(__file__).parent.parent.parent

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתםןףץ"))

HEADER = r'''msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
'''


def to_hebrew(text):
    """Formats, escapes and the marks of mnemonics stay as they are."""
    parts = re.split(r"(%[-+ #0-9.]*l*[a-zA-Z%]|\\.)", text)
    return "".join(part if i % 2 else "".join(LETTERS.get(c.lower(), c) for c in part)
                   for i, part in enumerate(parts))


def _translate(block):
    """The entry of a template, translated."""
    ids = re.findall(r'^msgid(?:_plural)? "(.+)"$', block, re.M)
    head = block[:block.index("msgstr")]
    if ids == ["direction:LTR"]:
        return head + 'msgstr "direction:RTL"'
    if len(ids) == 1:
        return head + f'msgstr "{to_hebrew(ids[0])}"'
    return head + "\n".join(f'msgstr[{i}] "{to_hebrew(text)}"' for i, text in enumerate(ids))


def install_catalogue(prefix, language):
    """Puts it where an installation of Perch at `prefix` looks for `language`."""
    options = re.findall(r"'(--[^']+)'", (SOURCE / "po/meson.build").read_text())
    template = subprocess.run(["xgettext", "--files-from=po/POTFILES", *options, "--output=-"],
                              cwd=SOURCE, check=True, capture_output=True).stdout
    flat = subprocess.run(["msgcat", "--no-wrap", "-"], input=template, check=True,
                          capture_output=True).stdout.decode()
    blocks = [b for b in flat.split("\n\n") if re.search(r'^msgid ".+"$', b, re.M)]
    text = "\n\n".join([HEADER, *map(_translate, blocks)])
    folder = prefix / "share/locale" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    subprocess.run(["msgfmt", "--output-file", folder / "perch.mo", "-"], input=text.encode(),
                   check=True)
