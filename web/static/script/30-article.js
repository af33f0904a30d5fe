// The steps from mark to mark leave no traces behind the way back; a citation is copied by a button.
{
  document.querySelector(".story")?.parentNode.addEventListener("click", (event) => {
    const step = event.target.closest('[href^="#m"]');
    if (!step) return;
    event.preventDefault();
    location.replace(step.hash);
  });

  const citation = document.querySelector("[data-copy]");
  if (citation) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = citation.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(citation.textContent);
      } catch {
        getSelection().selectAllChildren(citation); // no clipboard without https
        if (!document.execCommand("copy")) return;
      }
      button.textContent = citation.dataset.copied;
    });
    citation.after(button);
  }
}
