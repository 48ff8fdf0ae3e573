"""What this process used from its start until now."""

import re
import resource
from pathlib import Path


def usage():
    times = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return {"cpuSeconds": times.ru_utime + times.ru_stime, "peakMebibytes": int(peak.group(1)) / 1024}
