// Completes what is being typed, and offers recent searches where nothing is: a combobox after the
// ARIA Authoring Practices.  Completions come from /api/suggest, while an input method composes
// too; then the text belongs to it and is never touched.  Recent searches stay in this browser.
{
  const box = document.getElementById("q");
  if (box) {
    const PAUSE = 90; // ms without a key before the server is asked
    const MOST = 8; // recent searches
    const frame = document.createElement("div");
    const panel = document.createElement("div");
    const list = document.createElement("ul");
    const forget = document.createElement("button");
    let typed = box.value;
    let composing = false;
    let timer = 0;
    let asked = null;

    frame.className = "completing";
    panel.className = "completions";
    panel.hidden = true;
    list.id = "completions";
    list.setAttribute("role", "listbox");
    forget.type = "button";
    forget.className = "quiet";
    forget.textContent = box.dataset.clear;
    box.replaceWith(frame);
    panel.append(list, forget);
    frame.append(box, panel);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    const recent = () => {
      try {
        const known = [JSON.parse(localStorage.getItem("searches"))].flat();
        return known.filter((text) => typeof text === "string");
      } catch {
        return []; // no storage, or not ours
      }
    };
    const remember = (texts) => {
      try {
        localStorage.setItem("searches", JSON.stringify(texts.slice(0, MOST)));
      } catch {} // nothing is remembered
    };

    const options = () => [...list.children];
    const chosen = () => options().indexOf(list.querySelector('[aria-selected="true"]'));

    const close = () => {
      asked?.abort();
      clearTimeout(timer);
      panel.hidden = true;
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

    const show = (texts, label, clearable) => {
      list.replaceChildren(
        ...texts.map((text, n) => {
          const option = document.createElement("li");
          option.id = `completion-${n}`;
          option.lang = "vi";
          option.textContent = text;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          return option;
        }),
      );
      list.setAttribute("aria-label", label);
      forget.hidden = !clearable;
      panel.hidden = !texts.length;
      box.setAttribute("aria-expanded", String(!panel.hidden));
      box.removeAttribute("aria-activedescendant");
    };

    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const url = `${box.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      try {
        const answer = await fetch(url, { signal: asked.signal });
        if (!answer.ok || document.activeElement !== box) return;
        const { completions } = await answer.json();
        show(completions.map(({ text }) => text), box.labels[0].textContent);
      } catch (error) {
        if (error.name !== "AbortError") close(); // offline: the form still works
      }
    };

    const offer = () => {
      typed = box.value;
      clearTimeout(timer);
      if (typed.trim()) timer = setTimeout(ask, PAUSE);
      else {
        close();
        show(recent(), box.dataset.recent, true);
      }
    };

    const take = (text) => {
      if (composing) {
        composing = false;
        box.blur(); // what is composed is committed first
        setTimeout(take, 0, text);
        return;
      }
      box.value = text;
      close();
      box.form.requestSubmit();
    };

    box.addEventListener("compositionstart", () => (composing = true));
    box.addEventListener("compositionend", () => (composing = false));
    box.addEventListener("input", offer);
    box.addEventListener("focus", () => box.value || offer());
    box.addEventListener("click", () => box.value || !panel.hidden || offer());
    box.addEventListener("keydown", (event) => {
      if (panel.hidden || event.isComposing) return;
      const count = options().length;
      if (event.key === "ArrowDown") choose(((chosen() + 2) % (count + 1)) - 1);
      else if (event.key === "ArrowUp") choose(((chosen() + count + 1) % (count + 1)) - 1);
      else if (event.key === "Escape") {
        box.value = typed;
        close();
      } else return;
      event.preventDefault();
    });
    box.form.addEventListener("submit", () => {
      const text = box.value.trim();
      if (text) remember([text, ...recent().filter((other) => other !== text)]);
    });
    frame.addEventListener("focusout", (event) => frame.contains(event.relatedTarget) || close());
    panel.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li"); // a touch that scrolls is no click
      if (option) take(option.textContent);
    });
    forget.addEventListener("click", () => {
      remember([]);
      box.focus();
      close();
    });
  }
}
