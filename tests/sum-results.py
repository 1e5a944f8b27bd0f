# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Adds up the results of several test runs: sum-results.py LOG...

A LOG is a testlog.json of Meson or a text file with TAP lines. Meson counts programs; this counts
what they report inside (TAP lines, pytest's last line). Says which were skipped. Exits with 1 when
something failed, and in CI (CI=true) when something was skipped.
"""

import json
import os
import re
import sys

TAP_LINE = re.compile(r"^(?P<no>not )?ok\b(?P<rest>.*)$", re.MULTILINE)
SKIP = re.compile(r"#\s*skip", re.IGNORECASE)
PYTEST_END = re.compile(
    r"^[^\n]*\b\d+ (?:passed|failed|skipped|error)[^\n]* in [\d.]+s", re.MULTILINE
)
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")
PYTEST_SKIP = re.compile(r"^SKIPPED .*$", re.MULTILINE)


def count(output):
    """Returns passed, failed and what was skipped, of one program's output."""
    ends = PYTEST_END.findall(output)
    if ends:
        found = {word: int(number) for number, word in PYTEST_COUNT.findall(ends[-1])}
        skipped = PYTEST_SKIP.findall(output)
        skipped += ["?"] * (found.get("skipped", 0) - len(skipped))
        return found.get("passed", 0), found.get("failed", 0) + found.get("error", 0), skipped
    passed, failed, skipped = 0, 0, []
    for line in TAP_LINE.finditer(output):
        if SKIP.search(line["rest"]):
            skipped.append(line["rest"].strip())
        elif line["no"]:
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_program(result):
    """As count(), for an entry of testlog.json: its verdict wins over what can be read."""
    verdict = result["result"]
    if verdict == "SKIP":
        return 0, 0, [(result.get("stdout") or "").strip()[-200:]]
    passed, failed, skipped = count(result.get("stdout") or "")
    if verdict not in ("OK", "EXPECTEDFAIL"):
        failed = max(failed, 1)
    elif passed + failed + len(skipped) == 0:
        passed = 1
    return passed, failed, skipped


def main(logs):
    passed = failed = 0
    skipped = []
    for log in logs:
        lane = os.path.basename(log).rsplit(".", 1)[0] if log.endswith(".json") else "checks"
        with open(log, encoding="utf-8") as file:
            if log.endswith(".json"):
                results = [json.loads(line) for line in file]
                counts = [(result["name"], count_program(result)) for result in results]
            else:
                counts = [(lane, count(file.read()))]
        for name, (good, bad, left_out) in counts:
            passed += good
            failed += bad
            skipped += [f"{lane}: {name}: {reason}" for reason in left_out]
    for line in skipped:
        print("SKIPPED", line)
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or (skipped and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
