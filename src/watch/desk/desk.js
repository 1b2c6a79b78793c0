// The desk follows the hub: when something changes, the same view is asked for again and only what differs is put in, so
// that place, focus, open details and what is typed stay. And it copies. Without it the desk does everything else.
(() => {
  'use strict';
  const key = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || '' : '');
  const said = document.createElement('p');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  document.body.append(said);

  // --- what changed -------------------------------------------------------------------------------------------------

  /// Attributes that the reader may have changed: they are the reader's.
  const isReaders = (element, name) =>
    (name === 'open' && element.localName === 'details') || (name === 'hidden' && 'copy' in element.dataset);

  function attributes(old, now) {
    for (const { name, value } of [...now.attributes]) {
      if (!isReaders(old, name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (!isReaders(old, name) && !now.hasAttribute(name)) old.removeAttribute(name);
    }
  }

  /// Makes `old` what `now` is, keeping every element that is still there.
  function become(old, now) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue;
      return;
    }
    if (old.isEqualNode(now)) return;
    // What cannot be made at the moment stays as it was.
    if ('keep' in now.dataset && !('keep' in old.dataset)) return;
    // What is being filled in is the reader's.
    if (old.localName === 'form') return;
    attributes(old, now);
    const named = new Map([...old.childNodes].filter(key).map((node) => [key(node), node]));
    let at = old.firstChild;
    for (const next of [...now.childNodes]) {
      const isLike = (node) => node.nodeName === next.nodeName && key(node) === key(next);
      const same = key(next) ? named.get(key(next)) : at && isLike(at) ? at : undefined;
      if (same && isLike(same)) {
        if (same === at) at = at.nextSibling;
        else old.insertBefore(same, at);
        become(same, next);
      } else {
        old.insertBefore(document.importNode(next, true), at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  let isAsking = false;
  let isStale = false;

  async function refresh() {
    isStale = true;
    if (isAsking || document.hidden) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      try {
        const response = await fetch(location.href, { cache: 'no-store' });
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        take(page);
      } catch {
        // The server is gone for a moment; when it is back there is word of it.
      }
    }
    isAsking = false;
  }

  function take(page) {
    if (!page.body.dataset.told) return;
    const focus = document.activeElement;
    document.title = page.title;
    document.body.dataset.told = page.body.dataset.told;
    for (const part of ['.top', 'main']) become(document.querySelector(part), page.querySelector(part));
    if (focus !== document.activeElement && focus?.isConnected) focus.focus({ preventScroll: true });
    ready();
  }

  // --- what the server tells ----------------------------------------------------------------------------------------

  let source;
  let lost;

  function listen() {
    if (source && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource('/_bulletin/events?path=/_desk/');
    source.addEventListener('desk', (event) => {
      if (JSON.parse(event.data).told !== Number(document.body.dataset.told)) void refresh();
    });
    source.addEventListener('rest', () => document.hidden && source.close());
    source.onopen = () => {
      clearTimeout(lost);
      // Another server may have begun to count anew.
      if (lost) void refresh();
      lost = undefined;
    };
    source.onerror = () => {
      lost ??= setTimeout(() => {
        const pulse = document.getElementById('pulse');
        if (pulse) pulse.textContent = 'The preview has stopped: start bulletin watch again';
      }, 2000);
      if (source.readyState === EventSource.CLOSED && !document.hidden) setTimeout(listen, 1000);
    };
  }

  addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    listen();
    if (isStale) void refresh();
  });
  addEventListener('pageshow', (event) => event.persisted && listen());
  addEventListener('pagehide', () => source?.close());

  // --- copying ------------------------------------------------------------------------------------------------------

  function ready() {
    for (const button of document.querySelectorAll('[data-copy][hidden]')) button.hidden = false;
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = '';
      said.textContent = 'Copied';
      button.classList.add('done');
      setTimeout(() => button.classList.remove('done'), 2000);
    } catch {
      // The browser does not let us; selected, it is one key to copy.
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      said.textContent = 'The text is selected: copy it';
    }
  });

  ready();
  listen();
})();
