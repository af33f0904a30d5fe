// "/" moves to the search box, "n" and "p" to the next and the previous mark of an article, unless
// somebody is typing.  A button in the footer switches all of them off, and this browser remembers.
{
  const footer = document.querySelector("[data-keys-on]");
  const button = document.createElement("button");
  let off = false;
  try {
    off = localStorage.getItem("keys") === "off";
  } catch {} // no storage: they are on

  if (footer) {
    const say = () => (button.textContent = footer.dataset[off ? "keysOff" : "keysOn"]);
    button.type = "button";
    button.className = "quiet";
    button.dataset.keys = "";
    button.addEventListener("click", () => {
      off = !off;
      say();
      try {
        localStorage.setItem("keys", off ? "off" : "on");
      } catch {} // it holds for this page
    });
    say();
    footer.firstElementChild.append(button);
  }

  document.addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const box = document.getElementById("q");
      event.preventDefault();
      box?.focus();
      box?.select();
    } else if (event.key === "n" || event.key === "p") {
      const rel = event.key === "n" ? "next" : "prev";
      const steps = document.querySelector("mark:target + .steps");
      (steps ? steps.querySelector(`[rel=${rel}]`) : document.querySelector(".to-marks"))?.click();
    }
  });
}
