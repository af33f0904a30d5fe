// Values of a facet are found with and without accents; what lies behind the phone's sheet rests.
{
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  for (const box of document.querySelectorAll(".seek")) {
    const facet = box.closest(".facet");
    const rows = [...facet.querySelectorAll("li")];
    box.addEventListener("input", () => {
      const sought = plain(box.value.trim());
      for (const row of rows) row.hidden = !plain(row.querySelector(".value").textContent).includes(sought);
      if (sought) facet.querySelector(".more").open = true;
      facet.querySelector(".none").hidden = rows.some((row) => !row.hidden);
    });
  }

  const sheet = document.getElementById("loc");
  if (sheet) {
    const isUp = () => sheet.offsetHeight > 0; // beside the results it has no box of its own
    const settle = (event) => {
      const up = isUp();
      for (const one of document.querySelectorAll("body > :not(.columns), main")) one.inert = up;
      if (event?.newURL) (up ? sheet : document.getElementById("main")).focus({ preventScroll: up });
    };
    sheet.tabIndex = -1;
    addEventListener("hashchange", settle);
    addEventListener("resize", settle);
    sheet.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isUp()) location.hash = "main";
    });
    settle();
  }
}
