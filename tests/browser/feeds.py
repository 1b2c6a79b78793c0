"""Reads every feed of a built site as a feed reader does, with feedparser: RSS, Atom and podcasts, which podcastparser
reads too. JSON feeds, which it
does not know, are held against the others.

Usage: feeds.py SITE
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import podcastparser

# Links and images within an item's text; readers have no address to resolve a relative one against.
ADDRESSES = re.compile(r'<[a-z][^>]*?\s(?:href|src|poster)="([^"]*)"')


# What stands at the last name of a feed's address, as feedparser calls it.
FORMATS = {"feed.xml": "rss20", "atom.xml": "atom10", "podcast.xml": "rss20"}


def main(folder):
    site = Path(folder)
    base = re.search(r'<link rel="canonical" href="([^"]*)">', (site / "index.html").read_text("utf-8"))[1]
    results = []
    for name, version in FORMATS.items():
        paths = sorted(site.rglob(name))
        results += [result for path in paths for result in feed(site, base, path, version)]
        results.append((len(paths) > 0, f"no {name}"))
    results += [result for path in sorted(site.rglob("feed.xml")) for result in same(site, path)]
    results += podcast(site, base)
    results += played(site, base)
    results += linked(site, base)
    failures = [message for holds, message in results if not holds]
    for failure in failures:
        print(f"feeds: {failure}", file=sys.stderr)
    print(f"feeds: {len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def feed(site, base, path, version):
    """What holds of one feed, each with what to say if it does not."""
    name = path.relative_to(site).as_posix()
    # As it is, not as the reader would mend it: dirty markup and relative links must show here.
    read = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    yield not read.bozo, f"{name}: {read.get('bozo_exception')}"
    yield read.version == version, f"{name}: is {read.version}"
    yield all(read.feed.get(key) for key in ("title", "link", "description", "language")), f"{name}: no title, link, description or language"
    own = [link.href for link in read.feed.get("links", []) if link.rel == "self"]
    yield own == [base + name], f"{name}: says that it is at {own}"
    yield len(read.entries) > 0, f"{name}: no items"
    guids = [entry.get("id") for entry in read.entries]
    yield len(set(guids)) == len(guids), f"{name}: items with the same guid"
    dates = [entry.get("published_parsed") for entry in read.entries]
    yield None not in dates, f"{name}: items without a date that can be read"
    known = [date for date in dates if date is not None]
    yield known == sorted(known, reverse=True), f"{name}: items out of order"
    changed = read.feed.get("updated_parsed")
    yield changed is not None and all(date <= changed for date in known), f"{name}: is older than the newest item"
    for entry in read.entries:
        yield from item(site, base, f"{name}: {entry.get('title')}", entry)


def item(site, base, name, entry):
    """The same of one item."""
    yield bool(entry.get("title")) and "<" not in entry.title, f"{name}: no title, or one with markup"
    yield entry.get("id", "").startswith("tag:") and entry.get("link") != entry.get("id"), f"{name}: guid is {entry.get('id')}"
    yield leads(site, base, entry.get("link", "")), f"{name}: its link {entry.get('link')} leads nowhere"
    yield bool(entry.get("summary")) and "<" not in entry.summary, f"{name}: no summary, or one with markup"
    texts = [content.value for content in entry.get("content", []) if content.type == "text/html"]
    yield len(texts) == 1 and len(texts[0].strip()) > 0, f"{name}: no text"
    for text in texts:
        addresses = ADDRESSES.findall(text)
        lost = [address for address in addresses if not leads(site, base, address)]
        yield not lost, f"{name}: not absolute, or not there: {lost}"
        yield "<script" not in text and "<style" not in text, f"{name}: a script or a style"


def same(site, path):
    """Each format of a feed has the same entries, by the same ids, in the same order."""
    def read(file):
        entries = feedparser.parse(path.with_name(file).read_bytes(), sanitize_html=False, resolve_relative_uris=False).entries
        return [(entry.id, entry.link, entry.title, entry.content[0].value.strip()) for entry in entries]

    name = path.relative_to(site).as_posix()
    rss = read("feed.xml")
    yield read("atom.xml") == rss, f"{name}: Atom has other entries"
    items = json.loads(path.with_name("feed.json").read_text("utf-8"))["items"]
    json_feed = [(item["id"], item["url"], item["title"], item["content_html"].strip()) for item in items]
    yield json_feed == rss, f"{name}: the JSON feed has other entries"


def podcast(site, base):
    """What players need of a recording: where it is, how large, of what type, how long; and a cover."""
    for path in sorted(site.rglob("podcast.xml")):
        name = path.relative_to(site).as_posix()
        read = feedparser.parse(path.read_bytes())
        yield leads(site, base, read.feed.get("image", {}).get("href", "")), f"{name}: no cover"
        yield bool(read.feed.get("author")) and len(read.feed.get("tags", [])) > 0, f"{name}: no author or no category"
        for entry in read.entries:
            shown = f"{name}: {entry.get('title')}"
            yield len(entry.enclosures) == 1, f"{shown}: {len(entry.enclosures)} recordings"
            for file in entry.enclosures:
                yield leads(site, base, file.href), f"{shown}: its recording {file.href} is not there"
                size = (site / file.href[len(base):]).stat().st_size if file.href.startswith(base) else -1
                yield int(file.length) == size, f"{shown}: says {file.length} bytes of {size}"
                yield file.type.split("/")[0] in ("audio", "video"), f"{shown}: is {file.type}"
            yield entry.get("itunes_duration", "").isdigit(), f"{shown}: nobody knows how long it is"


def played(site, base):
    """The same as a podcast player reads it, which knows films too."""
    for path in sorted(site.rglob("podcast.xml")):
        name = path.relative_to(site).as_posix()
        with path.open("rb") as file:
            read = podcastparser.parse(base + name, file)
        yield read.get("title") and leads(site, base, read.get("cover_url", "")), f"{name}: no title or no cover"
        yield len(read["episodes"]) > 0, f"{name}: no episodes"
        for episode in read["episodes"]:
            shown = f"{name}: {episode['title']}"
            # The lead picture is among them, by Media RSS.
            sorts = {file["mime_type"].split("/")[0] for file in episode["enclosures"]} - {"image"}
            yield sorts in ({"audio"}, {"video"}), f"{shown}: is {sorts}"
            yield episode["total_time"] > 0 and episode["published"] > 0, f"{shown}: no length or no date"
            yield leads(site, base, episode["link"]), f"{shown}: {episode['link']} leads nowhere"


def leads(site, base, address):
    """Whether an address is absolute and, where it leads into the site, there is a file."""
    address = address.replace("&amp;", "&")
    if not address.startswith(base):
        return bool(urlsplit(address).scheme)
    path = urlsplit(address[len(base):]).path
    return (site / (path + "index.html" if path == "" or path.endswith("/") else path)).is_file()


def linked(site, base):
    """Every feed that a page offers is there, in each format."""
    offer = re.compile(r'<link rel="alternate" type="application/(?:rss|atom|feed)\+(?:xml|json)" title="[^"]+" href="([^"]*)">')
    for page in sorted(site.rglob("*.html")):
        html = page.read_text("utf-8")
        feeds = offer.findall(html)
        # Neither a page that only leads elsewhere nor a notice of removal has feeds to offer.
        if page.name == "index.html" and "http-equiv" not in html and 'content="noindex' not in html:
            yield len(feeds) >= 3, f"{page.relative_to(site)}: offers {feeds}"
        yield all(url.startswith(base) and leads(site, base, url) for url in feeds), f"{page.relative_to(site)}: offers {feeds}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
