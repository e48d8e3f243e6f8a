"use strict";
(() => {
  const most = 8;
  const element = (name, text = "", attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };

  // By node: its level, and where each class leads.
  const steps = ({ levels, nodes }) => nodes.map(([level, otherwise, ways]) => {
    const to = levels[level].classes.map(() => otherwise);
    for (const [way, classes] of ways) for (const one of classes) to[one] = way;
    return { level, to };
  });

  // Every pair of ends that two diagrams may lead to by one and the same sign-in. Ends are below zero.
  const pairs = (data, chosen, one, other) => {
    const found = [];
    const seen = new Set();
    const open = [[one, other]];
    while (open.length > 0) {
      const [left, right] = open.pop();
      const key = `${left} ${right}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (left < 0 && right < 0) {
        found.push([-1 - left, -1 - right]);
        continue;
      }
      const level = Math.min(...[left, right].filter((place) => place >= 0).map((place) => data.steps[place].level));
      const lead = (place, to) => (place >= 0 && data.steps[place].level === level ? data.steps[place].to[to] : place);
      const classes = chosen[level] ?? data.levels[level].classes.keys();
      for (const to of classes) open.push([lead(left, to), lead(right, to)]);
    }
    return found.sort(([one, other], [left, right]) => one - left || other - right);
  };

  const endsOf = (data, chosen, place) => [...new Set(pairs(data, chosen, place, place).map(([end]) => end))];

  const outcome = (data, ends, person) => {
    const list = element("ul", "", { className: "outcomes" });
    const items = new Map();
    for (const end of ends) {
      const { words, kind } = data.ends[end];
      const own = person?.outcomes[end];
      const said = kind === "block" ? "locked out" : words;
      items.set(own ? `${said}: ${own}` : said, kind);
    }
    for (const [words, kind] of [...items].slice(0, most)) list.append(element("li", words, { className: kind }));
    if (items.size > most) list.append(element("li", `and ${items.size - most} more`));
    return list;
  };

  const side = (data, chosen, number, ends, person) => {
    const { name, policies: all } = data.sides[number];
    const part = element("div", "", { className: "side" });
    part.append(element("h3", name));
    part.append(element("p", ends.length === 1 ? "What is asked:" : "Not settled by what is chosen. It may be:"));
    part.append(outcome(data, ends, person));
    const items = [[], []];
    for (const [title, place, blocks] of all) {
      const own = endsOf(data, chosen, place);
      const asks = own.filter((end) => data.ends[end].kind !== "nothing");
      if (asks.length === 0) continue;
      const asked = (end) => (data.ends[end].kind !== "block" ? data.ends[end].words : blocks ? "blocks" : "cannot be met");
      const words = [...new Set(asks.map(asked))].join(", or ");
      const isOpen = asks.length < own.length;
      items[isOpen ? 1 : 0].push(element("li", `${title} ${isOpen ? "may apply" : "applies"}: ${words}`));
    }
    const policies = element("ul", "", { className: "policies" });
    policies.append(...items.flat());
    const isAny = policies.children.length > 0;
    part.append(element("p", isAny ? "Policies:" : "No policy asks anything."), ...(isAny ? [policies] : []));
    return part;
  };

  for (const section of document.querySelectorAll("section.what-if")) {
    const source = section.querySelector("script");
    if (!source) continue;
    const data = JSON.parse(source.textContent);
    data.steps = steps(data);
    const form = section.querySelector("form");
    const answer = section.querySelector(".answer");

    const selects = data.levels.map(({ question, classes }, level) => {
      const label = element("label", `${question} `);
      const select = element("select");
      select.add(new Option("not known", ""));
      if (level === 0 && data.people.length > 0) {
        data.people.forEach((person, number) => select.add(new Option(person.name, `p${number}`)));
        const named = new Set(data.people.flatMap((person) => person.classes));
        classes.forEach((name, one) => { if (!named.has(one)) select.add(new Option(name, one)); });
      } else {
        classes.forEach((name, one) => select.add(new Option(name, one)));
      }
      label.append(select);
      form.append(label);
      return select;
    });
    form.append(element("button", "Clear", { type: "reset" }));

    const apply = () => {
      const person = selects[0]?.value.startsWith("p") ? data.people[selects[0].value.slice(1)] : undefined;
      const chosen = selects.map(({ value }, level) => {
        if (value === "") return null;
        return level === 0 && person ? person.classes : [Number(value)];
      });
      const [before, after] = data.sides;
      const found = pairs(data, chosen, before.outcome, after.outcome);
      const isSame = found.every(([one, other]) => one === other);
      const isOther = found.every(([one, other]) => one !== other);
      const verdict = isSame ? "The same is asked before and after." : isOther
        ? "Something else is asked after than before." : "Whether something else is asked depends on what is not chosen.";
      const unique = (position) => [...new Set(found.map((pair) => pair[position]))];
      answer.replaceChildren(
        element("p", verdict, { className: "change" }),
        side(data, chosen, 0, unique(0), person),
        side(data, chosen, 1, unique(1), person),
      );
    };
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    section.querySelector(".without").hidden = true;
    form.hidden = false;
    apply();
  }
})();
