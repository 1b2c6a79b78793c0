"""Reads every calendar of a built site as a calendar program does, with icalendar.

With them those of FILES, which lead to the same pages.

Usage: calendars.py SITE [FILE…]
"""

import re
import sys
from pathlib import Path

from icalendar import Calendar


def main(folder, *files):
    site = Path(folder)
    base = re.search(r'<link rel="canonical" href="([^"]*)">', (site / "index.html").read_text("utf-8"))[1]
    paths = sorted(site.rglob("*.ics")) + [Path(file) for file in files]
    results = [result for path in paths for result in calendar(site, base, path)]
    results.append((len(paths) > 1, "no calendar"))
    failures = [message for holds, message in results if not holds]
    for failure in failures:
        print(f"calendars: {failure}", file=sys.stderr)
    print(f"calendars: {len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def calendar(site, base, path):
    """What holds of one calendar, each with what to say if it does not."""
    name = path.relative_to(site).as_posix() if path.is_relative_to(site) else path.name
    raw = path.read_bytes()
    lines = raw.split(b"\r\n")
    yield b"\n" not in raw.replace(b"\r\n", b"") and lines[-1] == b"", f"{name}: lines do not end in CRLF"
    yield all(len(line) <= 75 for line in lines), f"{name}: a line is longer than 75 bytes"
    read = Calendar.from_ical(raw)
    yield not read.errors, f"{name}: {read.errors}"
    events = read.walk("VEVENT")
    yield len(events) >= 1 and (path.name != "event.ics" or len(events) == 1), f"{name}: has {len(events)} events"
    identifiers = [str(event["UID"]) for event in events]
    yield len(set(identifiers)) == len(identifiers), f"{name}: two events have one identifier"
    for event in events:
        title = str(event["SUMMARY"])
        # What is shown on the page that the event leads to.
        page = site / str(event["URL"]).removeprefix(base) / "index.html"
        shown = page.read_text("utf-8") if page.is_file() else ""
        yield f'datetime="{event.decoded("DTSTART").isoformat()[:10]}' in shown, f"{name}: “{title}” starts on another day than its page says"
        yield "DTEND" not in event or event.decoded("DTEND") > event.decoded("DTSTART"), f"{name}: “{title}” ends before it starts"
        yield "DTSTAMP" in event and not event.errors, f"{name}: “{title}”: {event.errors}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
