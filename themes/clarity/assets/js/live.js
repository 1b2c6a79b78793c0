// Live coverage while it runs: asks for new updates, says how many there are, and shows them when the reader wants them.
// What is being read never moves. An update that was taken away goes from the page and from what waits; one that was
// changed takes the place of the old and says so; a halt lets nothing more be shown. Without this script the page has a
// link to load it again.
(() => {
  const list = document.querySelector("[data-live]");
  if (!list) return;
  const words = list.dataset;
  const [bar, button, status] = [".live-newest", "button", "[role=status]"].map((it) => list.querySelector(it));
  const waiting = new Map();
  // The HTML of each update as it was last taken over; none yet of those that the page began with.
  const taken = new Map();
  let ends = words.ends;
  let turn = 0;
  let timer;

  const isOver = () => ends && Date.now() >= Date.parse(ends);
  const place = (id) => document.getElementById(id)?.getBoundingClientRect().top;
  const shownUpdates = () => [...list.querySelectorAll(".update")];
  const text = (it) => it.textContent.replace(/\s+/g, " ").trim();

  // An update as an element. Its HTML was cleaned when the hub was built; should another file stand at that address, nothing
  // in it runs, frames or sends: it is parsed where no script runs, and what could act is taken out before it is shown.
  const ACTS = "script, iframe, frame, object, embed, applet, base, link, meta, style, form, template, portal, animate, set, animateMotion, animateTransform, foreignObject, use";
  const ADDRESSES = ["href", "src", "xlink:href", "poster", "srcset", "action", "formaction", "data", "cite"];
  const made = (html) => {
    const update = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!update) return document.createElement("article");
    for (const it of update.querySelectorAll(ACTS)) it.remove();
    for (const it of [update, ...update.querySelectorAll("*")]) {
      for (const { name, value } of [...it.attributes]) {
        const scheme = /^[\u0000-\u0020]*([a-z][a-z0-9+.\t\n\r-]*):/i.exec(value)?.[1].replace(/[\t\n\r]/g, "").toLowerCase();
        const isAddress = ADDRESSES.includes(name) && scheme && !["http", "https", "mailto", "tel"].includes(scheme);
        if (/^on/i.test(name) || ["style", "srcdoc", "autofocus", "ping"].includes(name) || isAddress) it.removeAttribute(name);
      }
    }
    return document.importNode(update, true);
  };

  // Changes the page, and puts back where it was what stands first on the screen and stays.
  const keeping = (change, stays = () => true) => {
    const seen = shownUpdates().find((it) => stays(it) && it.getBoundingClientRect().bottom > 0)?.id;
    const before = place(seen);
    change();
    if (seen) scrollBy({ top: place(seen) - before, behavior: "instant" });
  };

  const say = () => {
    button.hidden = waiting.size === 0;
    button.textContent = words.new.replace("{count}", waiting.size);
  };

  const show = () => {
    let newest;
    keeping(() => {
      for (const [id, html] of waiting) {
        bar.parentNode.after((newest = made(html)));
        taken.set(id, html);
      }
    });
    waiting.clear();
    say();
    status.textContent = "";
    if (!newest) return;
    newest.tabIndex = -1;
    newest.focus({ preventScroll: true });
  };

  // Takes away what is not among the updates any more, shown or waiting.
  const drop = (ids) => {
    for (const id of [...waiting.keys()].filter((id) => !ids.has(id))) waiting.delete(id);
    const gone = shownUpdates().filter((it) => !ids.has(it.id));
    if (gone.length === 0) return;
    const hasFocus = gone.some((it) => it.contains(document.activeElement));
    keeping(() => gone.forEach((it) => it.remove()), (it) => ids.has(it.id));
    for (const { id } of gone) taken.delete(id);
    status.textContent = words.removed;
    if (hasFocus) {
      list.tabIndex = -1;
      list.focus({ preventScroll: true });
    }
  };

  const replace = (shown, update) => {
    const isCorrected = shown.dataset.corrected !== (update.corrected ?? "");
    const known = taken.get(update.id);
    const fresh = known === update.html && !isCorrected ? undefined : made(update.html);
    taken.set(update.id, update.html);
    if (!fresh || (known === undefined && !isCorrected && text(fresh) === text(shown))) return;
    if (!isCorrected) {
      const mark = document.createElement("span");
      mark.className = "update-changed";
      mark.textContent = words.changed;
      fresh.querySelector(".update-time")?.append(" ", mark);
    }
    keeping(() => shown.replaceWith(fresh));
    status.textContent = isCorrected ? words.corrected : words.changed;
  };

  const take = (found) => {
    if (!Array.isArray(found.updates)) return false;
    const before = waiting.size;
    ends = found.ends;
    drop(new Set(found.updates.map((it) => it.id)));
    if (found.halted) waiting.clear();
    const left = waiting.size;
    for (const update of found.updates) {
      const shown = document.getElementById(update.id);
      if (shown && list.contains(shown)) replace(shown, update);
      else if (!shown && !found.halted) waiting.set(update.id, update.html);
    }
    if (waiting.size > left) {
      status.textContent = words.new.replace("{count}", waiting.size);
      bar.hidden = true;
    } else if (waiting.size === 0 && before > 0) bar.hidden = false;
    say();
    return found.halted;
  };

  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", ask);
    status.textContent = words.over;
    bar.hidden = false;
  };

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return;
    const mine = ++turn;
    let halted = false;
    try {
      const answer = await fetch(words.live, { cache: "no-cache" });
      const found = answer.ok && new URL(answer.url).origin === location.origin ? await answer.json() : undefined;
      // An answer that a later question has overtaken could bring back what is gone.
      if (mine !== turn) return;
      if (found) halted = take(found);
    } catch {
      // Nobody answered: there is a next time.
    }
    if (mine !== turn) return;
    if (halted || isOver()) stop();
    else wait();
  }

  // Not all readers at once.
  const wait = () => (timer = setTimeout(ask, 15000 + Math.random() * 15000));

  if (isOver()) return;
  button.addEventListener("click", show);
  document.addEventListener("visibilitychange", ask);
  wait();
})();
