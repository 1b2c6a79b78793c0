"""Reads a page of every kind with extruct, as crawlers do, and compares it with front matter.

Usage: structured.py SITE WANTED
"""

import json
import re
import sys
from pathlib import Path

import extruct


def main(folder, wanted):
    site = Path(folder)
    base = re.search(r'<link rel="canonical" href="([^"]*)">', (site / "index.html").read_text("utf-8"))[1]
    pages = json.loads(Path(wanted).read_text("utf-8"))
    results = [result for page in pages for result in read(site, base, page)]
    results.append((len(pages) > 5, "hardly a page"))
    failures = [message for holds, message in results if not holds]
    for failure in failures:
        print(f"extruct: {failure}", file=sys.stderr)
    print(f"extruct: {len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def read(site, base, page):
    """What holds of one page, each with what to say if it does not."""
    html = (site / page["address"] / "index.html").read_text("utf-8")
    syntaxes = ["json-ld", "opengraph", "microdata"]
    # Relative addresses would show: nothing is resolved.
    found = extruct.extract(html, syntaxes=syntaxes, errors="strict")
    kind = page["kind"]
    yield found["microdata"] == [], f"{kind}: says something twice, as microdata"
    tags = dict(found["opengraph"][0]["properties"])
    main = found["json-ld"][0]
    yield tags["og:title"] == page["title"], f"{kind}: og:title is {tags['og:title']}"
    yield tags["og:description"] == page["description"], f"{kind}: og:description is {tags['og:description']}"
    yield tags["og:url"] == base + page["address"], f"{kind}: og:url is {tags['og:url']}"
    yield "alt" not in page or tags["og:image:alt"] == page["alt"], f"{kind}: the words of the picture are {tags['og:image:alt']}"
    picture = tags["og:image"].split("?")[0]
    yield picture.startswith(base) and (site / picture[len(base):]).is_file(), f"{kind}: the picture {picture} is not there"
    yield main.get("headline", main.get("name")) == page["title"], f"{kind}: is called {main}"
    yield main["description"] == page["description"], f"{kind}: is described as {main['description']}"
    for field, written in [("datePublished", "date"), ("dateModified", "updated"), ("startDate", "starts")]:
        yield field not in main or main[field] == page[written], f"{kind}: {field} is {main.get(field)}, not {page.get(written)}"
    yield kind not in ("news", "research", "guide", "question") or {"datePublished", "author"} <= main.keys(), f"{kind}: has no date or author"
    people = [author["name"] for author in main.get("author", []) if author["@type"] == "Person"]
    yield "author" not in main or people == page["authors"], f"{kind}: is by {people}, not {page['authors']}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
