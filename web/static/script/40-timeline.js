// The bars: arrow keys move between them, a drag selects what it passes, a finger sees a value first.
for (const svg of document.querySelectorAll(".histogram svg")) {
  const told = document.querySelector(".brushed");
  const bins = [...svg.querySelectorAll("[data-from]")];
  const bars = bins.filter((bin) => bin.href);
  let start = -1; // the bin under a pressed pointer
  let passed = [];
  let focused;
  let touched;

  const show = (within) => {
    passed = within;
    svg.classList.toggle("brushing", within.length);
    for (const bin of bins) bin.classList.toggle("in", within.includes(bin));
  };
  const end = () => {
    show([]);
    told.textContent = "";
    start = -1;
  };
  const place = (event) => {
    const { left, width } = svg.getBoundingClientRect();
    return Math.max(0, Math.min(bins.length - 1, ~~(((event.clientX - left) / width) * bins.length)));
  };

  svg.addEventListener("keydown", (event) => {
    const here = bars.indexOf(document.activeElement);
    const bar = bars[{ ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: bars.length - 1 }[event.key]];
    if (here < 0 || !bar || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    bars[here].tabIndex = -1;
    bar.tabIndex = 0;
    bar.focus();
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    focused = document.activeElement;
    if (!event.button && bars.length) start = place(event);
  });
  svg.addEventListener("pointermove", (event) => {
    const here = place(event);
    if (start < 0 || (here === start && !passed.length)) return;
    svg.setPointerCapture(event.pointerId);
    show(bins.slice(Math.min(start, here), Math.max(start, here) + 1));
    const [from, to] = [passed[0].dataset.from, passed.at(-1).dataset.to].map((day) => day.split("-").map(Number).reverse().join("/"));
    told.textContent = `${from} – ${to}: ${passed.reduce((sum, bin) => sum + +bin.dataset.count, 0)} ${told.dataset.of}`;
  });
  svg.addEventListener("pointerup", () => {
    if (passed.length) {
      const url = new URL(bars[0].href.baseVal, location);
      url.searchParams.set("from", passed[0].dataset.from);
      url.searchParams.set("to", passed.at(-1).dataset.to);
      location = url;
    }
    end();
  });
  svg.addEventListener("pointercancel", end);
  svg.addEventListener("click", (event) => {
    const bar = event.target.closest("a");
    if (!bar || !touched || bar === focused) return;
    event.preventDefault();
    bar.focus();
  });
}
