"use strict";
// Sorting by buttons in the headers, filtering by words and by kinds. Without it all is shown.
(() => {
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  const number = (cell) => parseFloat(cell.textContent.replace(",", ".").replace("−", "-"));

  // What cannot be compared, such as a missing mark, comes last both ways.
  const sort = (table, at, kind, way) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => {
      const cell = row.cells[at];
      return { row, key: kind === "number" ? number(cell) : cell.textContent.trim() };
    });
    const known = (one) => kind !== "number" || !Number.isNaN(one.key);
    rows.sort((a, b) => {
      if (known(a) !== known(b)) return known(a) ? -1 : 1;
      if (!known(a)) return 0;
      return way * (kind === "number" ? a.key - b.key : order.compare(a.key, b.key));
    });
    body.append(...rows.map((one) => one.row));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const kind = head.dataset.sort;
      if (!kind) return;
      const label = head.textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const other of heads) if (other.dataset.sort) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
        sort(table, at, kind, way);
        const said = table.dataset.sorted.replace("{column}", label);
        status.textContent = said.replace("{way}", way === 1 ? table.dataset.up : table.dataset.down);
      });
    });
  }

  for (const form of document.querySelectorAll("form.filters")) {
    const lists = form.dataset.for.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const rows = lists.flatMap((list) => [...list.children]).map((row) => ({
      row,
      words: plain(
        row.localName === "tr"
          ? [...row.querySelectorAll("th, .word")].map((one) => one.textContent).join(" ")
          : row.textContent,
      ),
      kinds: (row.dataset.kinds || "").split(" "),
    }));
    const search = form.querySelector("input[type=search]");
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const output = form.querySelector("output");
    const filter = () => {
      const wanted = plain(search.value).split(/\s+/).filter(Boolean);
      const kinds = boxes.filter((box) => box.checked).map((box) => box.value);
      let shown = 0;
      for (const one of rows) {
        const kept =
          wanted.every((word) => one.words.includes(word)) &&
          (!kinds.length || kinds.some((kind) => one.kinds.includes(kind)));
        one.row.hidden = !kept;
        shown += kept;
      }
      for (const list of lists) {
        const folded = list.closest("details");
        if (folded && (wanted.length || kinds.length)) folded.open = true;
      }
      output.textContent = form.dataset.shown.replace("{shown}", shown).replace("{total}", rows.length);
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    filter(); // a browser may bring back what was typed before
  }
})();
