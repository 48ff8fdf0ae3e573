"""Runs the Python cases against the namespace that the environment names, and writes what came of each as JSON."""

import json
import sys
import unittest
from pathlib import Path


class Report(unittest.TestResult):
    """Collects a result for every case, as the report of the JavaScript cases has it."""

    def __init__(self):
        super().__init__()
        self.cases = []

    def _add(self, test, outcome, reasons=()):
        self.cases.append(
            {
                "feature": type(test).__name__,
                "behaviour": test.shortDescription() or str(test),
                "outcome": outcome,
                "reasons": list(reasons),
            }
        )

    def addSuccess(self, test):
        self._add(test, "passed")

    def addFailure(self, test, err):
        self._add(test, "failed", [self._exc_info_to_string(err, test)])

    addError = addFailure

    def addSkip(self, test, reason):
        self._add(test, "skipped", [reason])


def main(report_file, patterns):
    report = Report()
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        if not patterns or any(pattern in file.stem for pattern in patterns):
            unittest.defaultTestLoader.loadTestsFromName(file.stem).run(report)
    Path(report_file).write_text(json.dumps(report.cases), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
