// Shows a film of another host in its place, once somebody asks for it.
document.querySelectorAll("[data-player]").forEach(button => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: button.dataset.player, title: button.dataset.title, allow: "autoplay; fullscreen", className: "player" });
    button.closest(".elsewhere").replaceWith(frame);
    frame.focus();
  });
});
