// Live coverage while it runs: asks for new updates, says how many there are, and shows them when the reader wants them.
// What is being read never moves. Without this script the page has a link to load it again.
(() => {
  const list = document.querySelector("[data-live]");
  if (!list) return;
  const words = list.dataset;
  const [bar, button, status] = [".live-newest", "button", "[role=status]"].map((it) => list.querySelector(it));
  const waiting = new Map();
  let ends = words.ends;
  let timer;

  const isOver = () => ends && Date.now() >= Date.parse(ends);
  const made = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  };
  const place = (id) => document.getElementById(id)?.getBoundingClientRect().top;

  // Changes the page, and puts back where it was what stands first on the screen.
  const keeping = (change) => {
    const seen = [...list.querySelectorAll(".update")].find((it) => it.getBoundingClientRect().bottom > 0)?.id;
    const before = place(seen);
    change();
    if (seen) scrollBy({ top: place(seen) - before, behavior: "instant" });
  };

  const show = () => {
    let newest;
    keeping(() => {
      for (const html of waiting.values()) bar.parentNode.after((newest = made(html)));
    });
    waiting.clear();
    button.hidden = true;
    status.textContent = "";
    newest.tabIndex = -1;
    newest.focus({ preventScroll: true });
  };

  const take = (found) => {
    const before = waiting.size;
    ends = found.ends;
    for (const update of found.updates) {
      const shown = document.getElementById(update.id);
      if (!shown) waiting.set(update.id, update.html);
      else if (shown.dataset.corrected !== (update.corrected ?? "")) {
        keeping(() => shown.replaceWith(made(update.html)));
        status.textContent = words.corrected;
      }
    }
    if (waiting.size > before) {
      button.textContent = status.textContent = words.new.replace("{count}", waiting.size);
      button.hidden = false;
      bar.hidden = true;
    }
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
    let halted = false;
    try {
      const answer = await fetch(words.live, { cache: "no-cache" });
      if (answer.ok) halted = take(await answer.json());
    } catch {
      // Nobody answered: there is a next time.
    }
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
