// Completes what is being typed: a combobox after the ARIA Authoring Practices, fed by
// /api/suggest.  Without it the search box works as it is.
{
  const box = document.getElementById("q");
  if (box && box.dataset.suggest) {
    const PAUSE = 90; // ms without a key before the server is asked
    const frame = document.createElement("div");
    const list = document.createElement("ul");
    let typed = box.value;
    let timer = 0;
    let asked = null;

    frame.className = "completing";
    list.className = "completions";
    list.id = "completions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
    box.replaceWith(frame);
    frame.append(box, list);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    const options = () => [...list.children];
    const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

    const close = () => {
      asked?.abort();
      clearTimeout(timer);
      list.hidden = true;
      list.replaceChildren();
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };

    const choose = (place) => {
      options().forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
      const option = options()[place];
      box.value = option ? option.textContent : typed;
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
    };

    const show = (completions) => {
      list.replaceChildren(
        ...completions.map(({ text }, n) => {
          const option = document.createElement("li");
          option.id = `completion-${n}`;
          option.lang = "vi";
          option.textContent = text;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          return option;
        }),
      );
      list.hidden = !completions.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      box.removeAttribute("aria-activedescendant");
    };

    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const url = `${box.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      try {
        const answer = await fetch(url, { signal: asked.signal });
        if (answer.ok && document.activeElement === box) show((await answer.json()).completions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // offline: the form still works
      }
    };

    box.addEventListener("input", (event) => {
      typed = box.value;
      clearTimeout(timer);
      if (event.isComposing) return;
      if (typed.trim()) timer = setTimeout(ask, PAUSE);
      else close();
    });
    box.addEventListener("compositionend", () => {
      typed = box.value;
      timer = setTimeout(ask, PAUSE);
    });
    box.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const count = options().length;
      if (event.key === "ArrowDown") choose(((chosen() + 2) % (count + 1)) - 1);
      else if (event.key === "ArrowUp") choose(((chosen() + count + 1) % (count + 1)) - 1);
      else if (event.key === "Escape") {
        box.value = typed;
        close();
      } else return;
      event.preventDefault();
    });
    box.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("li");
      event.preventDefault(); // the box keeps the focus
      if (!option) return;
      box.value = option.textContent;
      close();
      box.form.requestSubmit();
    });
  }
}
