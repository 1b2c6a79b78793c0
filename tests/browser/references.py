"""Reads every BibTeX and RIS file of a built site as reference managers do, and holds the two against each other and the page.

Usage: references.py SITE
"""

import html
import re
import sys
from pathlib import Path

import bibtexparser
import rispy


def main(folder):
    site = Path(folder)
    pages = sorted(path.parent for path in site.rglob("citation.bib"))
    results = [result for page in pages for result in reference(site, page)]
    results.append((len(pages) > 1, "no references"))
    results.append((any("RETRACTED" in (page / "citation.bib").read_text("utf-8") for page in pages), "no reference of what was retracted"))
    failures = [message for holds, message in results if not holds]
    for failure in failures:
        print(f"references: {failure}", file=sys.stderr)
    print(f"references: {len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def reference(site, page):
    """What holds of the two files of one page, each with what to say if it does not."""
    name = page.relative_to(site).as_posix()
    text = (page / "citation.bib").read_text("utf-8")
    library = bibtexparser.parse_string(text)
    yield not library.failed_blocks and len(library.entries) == 1, f"{name}: BibTeX cannot be read: {text}"
    bib = {field.key: field.value for field in library.entries[0].fields}
    entries = rispy.loads((page / "citation.ris").read_text("utf-8"))
    yield len(entries) == 1, f"{name}: RIS has {len(entries)} entries"
    ris = entries[0]
    tags = {}
    for tag, value in re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', (page / "index.html").read_text("utf-8")):
        tags.setdefault(tag, []).append(html.unescape(value))
    titles = [bib["title"].strip("{}"), ris["title"], *tags["citation_title"]]
    yield len(set(titles)) == 1, f"{name}: three titles: {titles}"
    authors = bib["author"].split(" and ")
    spoken = [" ".join(reversed(author.split(", ", 1))) for author in authors]
    yield authors == ris["authors"] and spoken == tags["citation_author"], f"{name}: authors differ: {authors} {ris['authors']} {tags['citation_author']}"
    yield bib["year"] == ris["year"] == tags["citation_publication_date"][0][:4], f"{name}: years differ"
    yield bib.get("doi") == ris.get("doi") == tags.get("citation_doi", [None])[0], f"{name}: DOIs differ"
    yield bib["url"] == ris["urls"][0], f"{name}: addresses differ"
    if "RETRACTED" in titles[0]:
        yield "etracted" in bib["note"] and "etracted" in ris["notes"][0], f"{name}: no note says that it is retracted"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
