# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Adds up the results of several test runs: sum-results.py LOG...

A LOG is a testlog.json of Meson or a text file with TAP lines. Meson counts programs; this counts
what they report inside (TAP lines, pytest's last line). Says which were skipped, and of the programs
that failed the end of what they printed, so that nobody has to look for it among thousands of lines.
Exits with 1 when something failed, and in CI (CI=true) when something was skipped.
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
LINES_OF_A_FAILURE = 60


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


def end_of(result):
    """Returns the last lines that a program of testlog.json printed."""
    lines = [
        line
        for stream in ("stdout", "stderr")
        for line in (result.get(stream) or "").splitlines()[-LINES_OF_A_FAILURE:]
    ]
    return "\n".join(f"    {line}" for line in lines)


def read_log(path):
    """Yields lane, program, counts and the end of its output, for each program in a log."""
    with open(path, encoding="utf-8") as file:
        if not path.endswith(".json"):
            output = file.read()
            failures = "\n".join(line for line in output.splitlines() if line.startswith("not ok"))
            yield "checks", "dev", count(output), failures
            return
        lane = os.path.basename(path).rsplit(".", 1)[0]
        for line in file:
            result = json.loads(line)
            yield lane, result["name"], count_program(result), end_of(result)


def main(logs):
    passed = failed = 0
    skipped = []
    for log in logs:
        for lane, name, (good, bad, left_out), end in read_log(log):
            passed += good
            failed += bad
            skipped += [f"{lane}: {name}: {reason}" for reason in left_out]
            if bad:
                print(f"FAILED {lane}: {name}\n{end}")
    for line in skipped:
        print("SKIPPED", line)
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or (skipped and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
