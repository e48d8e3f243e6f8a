"use strict";
(() => {
  const form = document.querySelector("form.filter");
  const lists = [...document.querySelectorAll("section.people")].map((section) => ({
    section,
    details: section.querySelector("details"),
    none: section.querySelector(".none"),
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({
      row,
      who: row.cells[0].firstChild.textContent,
      text: row.textContent.toLowerCase(),
      causes: JSON.parse(row.dataset.cause),
      certainty: row.dataset.certainty,
      policies: JSON.parse(row.dataset.policies),
    })),
  }));
  const all = lists.flatMap((list) => list.rows);
  if (all.length === 0) return;

  const choices = (select, values) => {
    for (const value of [...new Set(values)].sort()) select.add(new Option(value, value));
  };
  choices(form.elements.cause, all.flatMap((row) => row.causes));
  choices(form.elements.policy, all.flatMap((row) => row.policies));
  const opened = lists.map((list) => list.details.open);

  const apply = () => {
    const text = form.elements.text.value.trim().toLowerCase();
    const { value: cause } = form.elements.cause;
    const { value: policy } = form.elements.policy;
    const { value: certainty } = form.elements.certainty;
    const isFiltered = Boolean(text || cause || policy || certainty);
    const people = new Set();
    lists.forEach((list, index) => {
      let shown = 0;
      for (const row of list.rows) {
        const matches =
          row.text.includes(text) &&
          (!cause || row.causes.includes(cause)) &&
          (!certainty || row.certainty === certainty) &&
          (!policy || row.policies.includes(policy));
        row.row.hidden = !matches;
        if (matches) {
          shown += 1;
          people.add(row.who);
        }
      }
      list.none.hidden = shown > 0;
      list.details.open = isFiltered ? shown > 0 : opened[index];
    });
    const count = people.size === 1 ? "1 person" : `${people.size} people`;
    form.querySelector("output").textContent = isFiltered ? `${count} shown` : "";
  };

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  addEventListener("afterprint", apply);
  form.hidden = false;
})();
