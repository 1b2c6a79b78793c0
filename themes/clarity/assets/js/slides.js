// Shows slides full screen, one at a time. Without it they are a document.
(() => {
  const root = document.documentElement, deck = document.querySelector(".deck"), bar = deck.querySelector(".deck-keys");
  const slides = [...deck.querySelectorAll(".slide")];
  let now = -1, outside = [], keepsOn = false;
  const addressed = () => Math.max(0, slides.findIndex(slide => "#" + slide.id === location.hash));
  const show = number => {
    slides[now]?.classList.remove("now");
    now = Math.min(Math.max(number, 0), slides.length - 1);
    const slide = slides[now];
    slide.classList.add("now");
    slide.scrollTop = 0;
    history.replaceState(null, "", "#" + slide.id);
    slide.focus({ preventScroll: true });
  };
  const full = () => document.fullscreenElement ? document.exitFullscreen() : deck.requestFullscreen?.().catch(() => {});
  const start = () => {
    root.classList.add("presenting");
    bar.hidden = false;
    for (let part = deck; part !== document.body; part = part.parentElement)
      for (const other of part.parentElement.children)
        if (other !== part && !other.inert) outside.push(other);
    outside.forEach(other => other.inert = true);
    full();
    show(addressed());
  };
  const stop = () => {
    if (now < 0) return;
    const slide = slides[now];
    root.classList.remove("presenting");
    bar.hidden = true;
    outside.forEach(other => other.inert = false);
    outside = [];
    slide.classList.remove("now");
    now = -1;
    if (document.fullscreenElement) document.exitFullscreen();
    slide.scrollIntoView();
    slide.focus({ preventScroll: true });
  };
  const acts = { start, stop, next: () => show(now + 1), previous: () => show(now - 1), print: () => setTimeout(print) };
  deck.addEventListener("click", event => acts[event.target.closest("[data-deck]")?.dataset.deck]?.());
  addEventListener("keydown", event => {
    if (now < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, target } = event, slide = slides[now];
    if (key === " " && target.closest("a, button, summary, input") || target.closest("video, audio") && key !== "Escape") return;
    const [on, back] = getComputedStyle(deck).direction === "rtl" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const goesOn = [on, "ArrowDown", "PageDown", " "].includes(key), goesBack = [back, "ArrowUp", "PageUp"].includes(key);
    // A slide that is longer than the screen is read to its end first.
    const left = goesOn ? slide.scrollHeight - slide.clientHeight - slide.scrollTop : slide.scrollTop;
    if (left > 2 && /Up|Down| /.test(key)) return;
    if (goesOn || goesBack) show(now + (goesOn ? 1 : -1));
    else if (key === "Home") show(0);
    else if (key === "End") show(slides.length - 1);
    else if (key === "Escape") stop();
    else if (key === "f" || key === "F") keepsOn = true, full();
    else return;
    event.preventDefault();
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && !keepsOn) stop();
    keepsOn = false;
  });
  addEventListener("hashchange", () => now < 0 || show(addressed()));
  deck.querySelector("[data-deck=start]").hidden = false;
})();
