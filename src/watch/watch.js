// The preview in a page: follows the page when its source changes, and shows what is wrong in the hub.
// It is in responses of `bulletin watch` only. All text of authors goes in as text, never as HTML.
(() => {
  'use strict';
  const me = document.currentScript;
  const look = { whole: me.dataset.whole, form: me.dataset.form };
  const KEY = 'bulletin-watch';
  let number = '';

  // --- what is remembered over a reload ---------------------------------------------------------------------------

  function remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function remember(more) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...more }));
    } catch {
      // Storage may be forbidden; then a reload begins at the top.
    }
  }

  /// Every `details` of the page with a name that is the same after an edit elsewhere.
  function named() {
    const seen = new Map();
    return [...document.querySelectorAll('details')].map((element) => {
      const name = element.id || (element.querySelector('summary')?.textContent.trim() ?? '');
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return [`${name} ${count}`, element];
    });
  }

  function reload() {
    const open = Object.fromEntries(named().map(([name, element]) => [name, element.open]));
    remember({ place: { path: location.pathname, x: scrollX, y: scrollY, open } });
    source?.close();
    location.reload();
  }

  function restore() {
    const { place } = remembered();
    if (!place) return;
    remember({ place: undefined });
    if (place.path !== location.pathname) return;
    for (const [name, element] of named()) {
      if (name in place.open) element.open = place.open[name];
    }
    const scroll = () => scrollTo({ left: place.x, top: place.y, behavior: 'instant' });
    scroll();
    // Images above may still push what is read down, and the browser may put the page where it was of old.
    addEventListener('load', () => {
      scroll();
      requestAnimationFrame(scroll);
    }, { once: true });
  }

  // --- what the server tells ----------------------------------------------------------------------------------------

  let source;
  let lost;

  function listen() {
    if (source && source.readyState !== EventSource.CLOSED) return;
    const said = new URLSearchParams({ path: location.pathname, ...look, number });
    source = new EventSource(`/_bulletin/events?${said}`);
    const on = (name, act) => source.addEventListener(name, (event) => {
      number = event.lastEventId;
      act(JSON.parse(event.data));
    });
    on('reload', reload);
    on('styles', () => void restyle());
    on('files', refile);
    on('problems', (told) => panel.show(told));
    on('rest', () => document.hidden && source.close());
    source.onopen = () => {
      clearTimeout(lost);
      lost = undefined;
      panel.reach(true);
    };
    source.onerror = () => {
      lost ??= setTimeout(() => panel.reach(false), 2000);
      if (source.readyState === EventSource.CLOSED && !document.hidden) setTimeout(listen, 1000);
    };
  }

  addEventListener('visibilitychange', () => document.hidden || listen());
  addEventListener('pageshow', (event) => event.persisted && listen());
  addEventListener('pagehide', () => source?.close());

  const sheets = (from) => [...from.querySelectorAll('link[rel~="stylesheet"]')];

  /// Takes the style sheets that the page names now in place of those it named.
  async function restyle() {
    const response = await fetch(location.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const [old, now] = [sheets(document), sheets(page)];
    if (old.length !== now.length) return reload();
    old.forEach((link, at) => {
      if (link.getAttribute('href') !== now[at].getAttribute('href')) replace(link, now[at].getAttribute('href'));
    });
    const script = page.querySelector('script[src="/_bulletin/watch.js"]');
    if (script) Object.assign(look, { whole: script.dataset.whole, form: script.dataset.form });
  }

  function replace(link, href) {
    const next = link.cloneNode();
    next.setAttribute('href', href);
    next.addEventListener('load', () => link.remove(), { once: true });
    link.after(next);
  }

  /// Files that stand at the same address as before have other bytes.
  function refile(changed) {
    const path = (href) => new URL(href, location).pathname;
    const is = (href) => Boolean(href) && changed.includes(path(href));
    for (const link of sheets(document).filter((link) => is(link.href))) {
      replace(link, `${path(link.href)}?${Date.now()}`);
    }
    const shown = [...document.querySelectorAll('[src], [srcset], [poster], object[data], use[href], link[rel~="icon"]')];
    const candidates = (element) => (element.getAttribute('srcset') ?? '').split(',').map((part) => part.trim().split(/\s/)[0]);
    const attributes = ['src', 'poster', 'data', 'href'];
    const shows = (element) =>
      [...attributes.map((name) => element.getAttribute(name)), ...candidates(element)].some(is);
    if (shown.some(shows)) reload();
  }

  // --- the panel ----------------------------------------------------------------------------------------------------

  const panel = (() => {
    const make = (name, attributes = {}, ...inside) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...inside.filter((part) => part !== null && part !== ''));
      return element;
    };
    const count = (n, one) => `${n} ${one}${n === 1 ? '' : 's'}`;
    /// Text with what stands in backticks as code.
    const words = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make('code', {}, part) : part));

    const style = make('link', { rel: 'stylesheet', href: '/_bulletin/watch.css' });
    const said = make('p', { role: 'status', class: 'said' });
    const button = make('button', { type: 'button', class: 'pill', 'aria-expanded': 'false', 'aria-controls': 'problems' });
    const desk = make('a', { class: 'desk', title: 'This page on the editor\u2019s desk' }, 'Desk');
    const corner = make('div', { class: 'corner' }, desk, button);
    const close = make('button', { type: 'button', class: 'close' }, 'Close');
    const heading = make('h2', { id: 'heading' });
    const note = make('p', { class: 'note' });
    const list = make('ol', { class: 'list' });
    const scroller = make('div', { class: 'scroller', tabindex: '0', role: 'group', 'aria-labelledby': 'heading' }, list);
    const head = make('div', { class: 'head' }, heading, note, close);
    const sheet = make('div', { class: 'sheet', id: 'problems' }, head, scroller);
    const whole = make('section', { class: 'watch', 'aria-label': 'Preview by Bulletin' }, said, sheet, corner);
    const host = make('bulletin-watch');
    host.attachShadow({ mode: 'open' }).append(style, whole);
    sheet.hidden = true;
    button.hidden = true;
    desk.hidden = true;
    // Not before it has its style.
    whole.hidden = true;
    style.addEventListener('load', () => (whole.hidden = false), { once: true });

    let told = { errors: 0, warnings: 0, whole: false, list: [], more: 0 };
    let reached = true;
    let byHand = false;
    let known = '';

    const key = (problem) => `${problem.code} ${problem.place.file} ${problem.message}`;
    const errors = () => told.list.filter((problem) => problem.level === 'error');

    function open(is) {
      sheet.hidden = !is;
      button.setAttribute('aria-expanded', String(is));
    }

    function closeByHand() {
      const hadFocus = sheet.contains(host.shadowRoot.activeElement);
      byHand = false;
      remember({ closed: errors().map(key) });
      open(false);
      if (hadFocus) button.focus();
    }

    button.addEventListener('click', () => {
      if (!sheet.hidden) return closeByHand();
      byHand = true;
      remember({ closed: [] });
      open(true);
      scroller.focus();
    });
    close.addEventListener('click', closeByHand);
    whole.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !sheet.hidden) closeByHand();
    });

    function place({ file, line, before, meant, after }, code = '') {
      const named = before + meant + after === '' ? file : `${file}:${line}`;
      const where = make('p', { class: 'where' }, named, code && make('span', { class: 'code' }, code));
      if (before + meant + after === '') return [where];
      const source = make('code', {}, before, make('mark', {}, meant || ' '), after);
      return [where, make('pre', {}, make('span', { class: 'line', 'aria-hidden': 'true' }, `${line}`), source)];
    }

    function item(problem) {
      const { level, code, message, label, help, here, also } = problem;
      const title = make(
        'p', { class: 'title' },
        make('strong', { class: level }, level === 'error' ? 'Error' : 'Warning'),
        here ? make('span', { class: 'here' }, 'this page') : '',
        make('span', { class: 'message' }, ...words(message)),
      );
      const more = also.map((other) =>
        make('div', { class: 'also' }, make('p', {}, ...words(other.word)), ...place(other.place)));
      return make(
        'li', {}, title, ...place(problem.place, code),
        label ? make('p', { class: 'label' }, ...words(label)) : '',
        ...more,
        help ? make('p', { class: 'help' }, make('b', {}, 'Help: '), ...words(help)) : '',
      );
    }

    function counted() {
      const parts = [];
      if (told.errors) parts.push(count(told.errors, 'error'));
      if (told.warnings) parts.push(count(told.warnings, 'warning'));
      return parts.join(', ');
    }

    function draw() {
      const total = told.errors + told.warnings;
      button.hidden = reached && total === 0;
      button.textContent = reached ? counted() : 'The preview has stopped';
      button.className = `pill ${!reached ? 'lost' : told.errors ? 'error' : 'warning'}`;
      button.disabled = total === 0;
      heading.textContent = counted();
      desk.hidden = !told.desk;
      if (told.desk) desk.href = told.desk;
      note.textContent = told.whole ? '' : 'Still looking at the other pages…';
      const drawn = told.list.map(item);
      if (told.more) drawn.push(make('li', { class: 'more' }, `and ${told.more} more: `, make('code', {}, 'bulletin check'), ' shows all'));
      const at = scroller.scrollTop;
      list.replaceChildren(...drawn);
      scroller.scrollTop = at;
    }

    /// Speaks of errors that came and went; that a list was drawn again is no news.
    function speak() {
      const now = errors().map(key).join('\n');
      if (now === known) return;
      const [first] = errors();
      said.textContent = first
        ? `${count(told.errors, 'error')}. ${first.place.file}, line ${first.place.line}: ${first.message.replaceAll('`', '')}`
        : 'No error is left.';
      known = now;
    }

    return {
      show(news) {
        told = news;
        draw();
        speak();
        const closed = remembered().closed ?? [];
        const isNew = errors().some((problem) => !closed.includes(key(problem)));
        if (told.errors + told.warnings === 0) byHand = false;
        // One that was closed and mended counts as new when it comes back.
        remember({ closed: closed.filter((old) => errors().some((problem) => key(problem) === old)) });
        open(byHand || isNew);
      },
      reach(is) {
        reached = is;
        draw();
      },
      host,
    };
  })();

  restore();
  document.body.append(panel.host);
  listen();
})();
