// What readers of the example must find on a page of every kind: its front matter, read from the sources by a YAML
// reader that is not ours. As a program it prints that as JSON, for readers in other languages.
//
// Usage: node wanted.mjs HUB >wanted.json

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

/// A page of every kind and one in Arabic: its source below `content/`, and where it stands below the base address.
const PAGES = [
  ['news', 'news/2026-11-03-winter-vaccines.md', 'news/winter-vaccines/'],
  ['research', 'research/waiting-room-noise/index.md', 'research/waiting-room-noise/'],
  ['guide', 'guides/high-blood-pressure.md', 'guides/high-blood-pressure/'],
  ['guide in Arabic', 'guides/ghasl-al-yadayn.md', 'ar/guides/ghasl-al-yadayn/'],
  ['guide in Welsh', 'guides/golchi-dwylo.md', 'cy/guides/golchi-dwylo/'],
  ['question', 'questions/can-the-flu-vaccine-give-me-flu.md', 'questions/can-the-flu-vaccine-give-me-flu/'],
  ['event', 'events/2027-02-11-sleep-talk.md', 'events/sleeping-better-talk/'],
  ['training', 'training/2026-10-26-hand-rub.md', 'training/hand-rub/'],
  ['alert', 'alerts/measles-in-our-childrens-clinic.md', 'alerts/measles-in-our-childrens-clinic/'],
  ['live coverage', 'live/school-open-evening.md', 'live/school-open-evening/'],
  ['person', 'people/priya-raman.md', 'people/priya-raman/'],
  ['page', 'editorial-policy.md', 'editorial-policy/'],
  ['section', 'news/index.md', 'news/'],
];

/// What front matter says of each of the pages.
export function wanted(hub) {
  const configuration = parse(readFileSync(path.join(hub, 'bulletin.yaml'), 'utf8'), { schema: 'core' });
  return PAGES.map(([kind, source, address]) => {
    const front = frontMatter(hub, source);
    const { title, description, starts } = front;
    // A file may have its date in its name, and live coverage begins when it starts.
    const date = front.date ?? /^\d{4}-\d\d-\d\d/.exec(path.basename(source))?.[0] ?? (kind === 'live coverage' ? inWinter(starts) : undefined);
    const updated = front.updated ?? lastUpdate(hub, source, front) ?? date;
    const authors = [front.authors ?? front.answered_by ?? []].flat().map((author) => nameOf(hub, author));
    const picture = front.image ?? front.photo;
    const alt = typeof picture === 'object' ? picture.alt : undefined;
    const site = configuration.languages[front.language]?.title ?? configuration.title;
    return { kind, address, hub: site, title, description, date, updated, starts, authors, alt };
  });
}

/// When an alert was last updated, or live coverage, whose updates begin with their time.
function lastUpdate(hub, source, front) {
  const times = [...readFileSync(path.join(hub, 'content', source), 'utf8').matchAll(/^## (\d\d:\d\d) /gm)];
  const told = times.length > 0 ? inWinter(`${front.starts.slice(0, 10)}T${times.at(-1)[1]}`) : undefined;
  return front.updates?.map((update) => update.date).sort().at(-1) ?? told;
}

/// A time without a zone is the hub's, which is that of London.
function inWinter(time) {
  return `${time}:00+00:00`;
}

/// Fields as they are written: a date is text here.
function frontMatter(hub, source) {
  const text = readFileSync(path.join(hub, 'content', source), 'utf8');
  return parse(/^---\n(.*?)^---$/ms.exec(text)[1], { schema: 'core' });
}

/// An author is the file of a page about them, or a name.
function nameOf(hub, author) {
  return /^[a-z-]+$/.test(author) ? frontMatter(hub, `people/${author}.md`).title : author;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(JSON.stringify(wanted(process.argv[2])));
}
