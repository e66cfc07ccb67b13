"""Occurrences by python3-dateutil, the independent reference of the recurrence tests.

Reads one case a line: {"rule", "start" (local ISO time), "zone" or null, "after" or null, "horizon", "limit"}.
Prints one line a case: a JSON list of the local ISO times after "after" and until "horizon", at most "limit" of them.
"""
import json
import sys
from datetime import datetime

try:
    from dateutil import rrule, tz
except ImportError:
    sys.exit("python3-dateutil is missing: run 'apt-get install python3-dateutil'.")


def occurrences(case):
    zone = tz.gettz(case["zone"]) if case["zone"] else None
    start = datetime.fromisoformat(case["start"]).replace(tzinfo=zone)
    horizon = datetime.fromisoformat(case["horizon"])
    after = datetime.fromisoformat(case["after"]) if case["after"] else None
    series = rrule.rrulestr(case["rule"], dtstart=start)
    if "UNTIL" not in case["rule"] and "COUNT" not in case["rule"]:
        # A rule that never comes would be searched until the year 9999.
        series = series.replace(until=horizon.replace(tzinfo=zone))
    found = []
    for moment in series:
        local = moment.replace(tzinfo=None)
        if local > horizon or len(found) == case["limit"]:
            break
        if after is None or local > after:
            found.append(local.isoformat())
    return found


for line in sys.stdin:
    print(json.dumps(occurrences(json.loads(line))))
