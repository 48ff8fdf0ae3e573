"""Runs the Python cases against the namespace that the environment names, and writes what came of each as JSON.

usage: run.py REPORT [PATTERN...]: a pattern picks files of cases by their names.
"""

import json
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Cases wait far more than they work.
FEATURES_AT_ONCE = 5


class Report(unittest.TestResult):
    """Collects a result for every case, as the report of the JavaScript cases has it."""

    def __init__(self):
        super().__init__()
        self.cases = []

    def _add(self, test, outcome, reasons=()):
        self.cases.append(result(type(test).feature, test.shortDescription() or str(test), outcome, *reasons))

    def addSuccess(self, test):
        self._add(test, "passed")

    def addFailure(self, test, err):
        self._add(test, "failed", [self._exc_info_to_string(err, test)])

    addError = addFailure

    def addSkip(self, test, reason):
        self._add(test, "skipped", [reason])


def result(feature, behaviour, outcome, *reasons):
    return {"feature": feature, "behaviour": behaviour, "outcome": outcome, "reasons": list(reasons)}


def run_feature(feature):
    """Runs one class of cases, named `module.Class`, and prints what came of them."""
    report = Report()
    unittest.defaultTestLoader.loadTestsFromName(feature).run(report)
    print(json.dumps(report.cases))


def run_feature_apart(feature):
    """The same in a process of its own: the client's core is native code, which can take its process with it."""
    ended = subprocess.run(
        [sys.executable, __file__, "--feature", feature], capture_output=True, text=True, check=False
    )
    if ended.returncode == 0:
        return json.loads(ended.stdout)
    return [result(feature, "runs to its end", "failed", f"exit code {ended.returncode}\n{ended.stderr}")]


def features(patterns):
    """The classes of cases in the files that a pattern picks; in all files when there is none."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        if patterns and not any(pattern in file.stem for pattern in patterns):
            continue
        for suite in unittest.defaultTestLoader.loadTestsFromName(file.stem):
            classes = {f"{file.stem}.{type(case).__name__}" for case in suite}
            yield from sorted(classes)


def main(report_file, *patterns):
    with ThreadPoolExecutor(FEATURES_AT_ONCE) as pool:
        cases = [case for results in pool.map(run_feature_apart, features(patterns)) for case in results]
    Path(report_file).write_text(json.dumps(cases), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--feature":
        run_feature(sys.argv[2])
    else:
        main(*sys.argv[1:])
