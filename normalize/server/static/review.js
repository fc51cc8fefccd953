"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const HINTS = { place: ["country", "admin", "lat", "lon"], country: [], person: ["country", "born"], org: ["country"] };
  const GUESSES = {
    column: /^(name|place|town|city|village|settlement|location|person|organi[sz]ation|org)s?$/i,
    country: /^(country|nation|state_?name|iso_?(3166)?_?(1|a2|alpha_?2)?|cc)$/i,
    lat: /^lat(itude)?$/i, lon: /^(lon|lng|long|longitude)$/i, admin: /^(admin\d?|region|oblast|province|state)$/i,
    born: /^(born|birth_?year|year_of_birth)$/i,
  };
  const FOLD = 25;

  let table = null; // the file as it was dropped
  let found = null; // what the service found in it
  let at = 0; // which of the open names is shown
  let looked = 0; // which of its candidates is looked at
  let past = []; // steps taken, for undoing
  let saved = true;

  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  // Characters that cannot be seen, or that reorder their surroundings, are shown by their numbers.
  const UNSEEN = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff])/u;
  const name = (text) => {
    const element = make("bdi", "", { lang: "" });
    element.append(...text.split(UNSEEN).map((part) => {
      if (!UNSEEN.test(part)) return part;
      return make("span", `U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`, { class: "mark" });
    }));
    return element;
  };
  const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  const show = (id, shown = true) => { find(id).hidden = !shown; };

  const fail = (text) => {
    find("problem").textContent = text;
    show("problem", Boolean(text));
    if (text) find("problem").scrollIntoView({ block: "nearest" });
  };

  const post = async (path, fields) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) if (value) form.append(key, value);
    let answer;
    try {
      answer = await fetch(`review/${path}`, { method: "POST", body: form });
    } catch {
      throw new Error("The service does not answer. Is it still running?");
    }
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.message || `The service answered ${answer.status}.`);
  };

  const busy = async (button, work) => {
    fail("");
    button.disabled = true;
    document.body.setAttribute("aria-busy", "true");
    try {
      return await work();
    } catch (error) {
      fail(error.message);
      return null;
    } finally {
      button.disabled = false;
      document.body.removeAttribute("aria-busy");
    }
  };

  // 1. the table

  const opened = async (file) => {
    if (!file) return;
    if (!saved && !window.confirm("Decisions that are not saved will be lost. Open another table?")) return;
    for (const step of ["step-columns", "step-decide", "step-save", "step-entities"]) show(step, false);
    table = file;
    saved = true;
    const columns = await busy(find("file"), async () => (await post("columns", { file })).json());
    if (columns) choose(columns);
  };

  const choose = ({ form, columns, rows }) => {
    find("form").textContent = `${table.name}: ${form}`;
    const head = find("rows").tHead.rows[0];
    head.replaceChildren(...columns.map(({ id, title }) => make("th", title || id, { scope: "col" })));
    find("rows").tBodies[0].replaceChildren(...rows.map((cells) => {
      const row = make("tr");
      row.append(...cells.map((cell) => make("td", cell)));
      return row;
    }));
    const fill = (select, guess, none) => {
      const options = columns.map(({ id, title }) => make("option", title || id, { value: id }));
      select.replaceChildren(...(none ? [make("option", "no column", { value: "" })] : []), ...options);
      const hit = columns.find(({ title }) => guess.test(title.trim()));
      if (hit) select.value = hit.id;
    };
    fill(find("column"), GUESSES.column, false);
    for (const hint of ["country", "admin", "lat", "lon", "born"]) fill(find(`hint-${hint}`), GUESSES[hint], true);
    hinted();
    show("step-columns");
    find("column").focus();
  };

  const hinted = () => {
    for (const label of document.querySelectorAll("[data-hint]")) {
      label.hidden = !HINTS[find("kind").value].includes(label.dataset.hint);
    }
  };

  const settings = () => {
    const column = find("column").value;
    const said = HINTS[find("kind").value].map((hint) => [hint, find(`hint-${hint}`).value]);
    const hints = Object.fromEntries(said.filter(([, source]) => source && source !== column));
    const kind = find("kind").value;
    return JSON.stringify({ columns: [{ column, kind, hints }], replace: find("replace").checked });
  };

  // 2. what is found in it

  const look = async (button, decisions) => {
    const fields = { file: table, settings: settings(), decisions };
    const answer = await busy(button, async () => (await post("clusters", fields)).json());
    if (!answer) return;
    found = answer;
    at = 0;
    past = [];
    const { matched, ambiguous, unmatched } = found.statuses;
    find("summary").textContent =
      `${count(found.rows, "row")}, ${count(found.distinct, "distinct name")}: ${count(matched, "cell")} matched ` +
      `to ${count(found.entity_count, "entity", "entities")}, ${ambiguous.toLocaleString("en")} ambiguous, ` +
      `${unmatched.toLocaleString("en")} unmatched.` +
      (found.unlisted ? ` ${count(found.unlisted, "less frequent name")} not listed: decide these, and look up again.` : "");
    find("notes").replaceChildren(...found.notes.map((note) => make("li", note)));
    for (const step of ["step-decide", "step-save", "step-entities"]) show(step);
    entities(false);
    walk();
    find("decide-title").scrollIntoView();
  };

  const entities = (all) => {
    const words = bare(find("filter").value).split(/\s+/).filter(Boolean);
    const hits = found.entities.filter((one) => {
      one.text ??= bare([one.label, one.id, ...one.spellings.map(([text]) => text)].join(" "));
      return words.every((word) => one.text.includes(word));
    });
    const shown = all || words.length ? hits : hits.slice(0, FOLD);
    find("entities").tBodies[0].replaceChildren(...shown.map((one) => {
      const row = make("tr");
      const head = make("th", "", { scope: "row" });
      head.append(link(one.label, one.id, ""), make("code", one.id));
      const cell = make("td");
      const list = make("ul", "", { class: "spellings" });
      list.append(...one.spellings.map(([text, rows, score]) => {
        const item = make("li");
        item.append(name(text), make("span", ` ${rows}`, { class: "n" }));
        if (score < 0.9) item.append(make("span", ` ${score.toFixed(2)}`, { class: "doubt", title: "probability" }));
        return item;
      }));
      if (one.more) list.append(make("li", `and ${one.more} more`));
      cell.append(list);
      row.append(head, make("td", one.rows.toLocaleString("en"), { class: "num" }), cell);
      return row;
    }));
    const beyond = found.entity_count - found.entities.length;
    find("entities-shown").textContent =
      `${count(shown.length, "entity", "entities")} of ${found.entity_count.toLocaleString("en")}` +
      (beyond ? `; the ${beyond.toLocaleString("en")} with the fewest rows are not listed` : "");
    find("filtered").textContent = words.length ? `${hits.length} found` : "";
    show("more", shown.length < hits.length);
  };

  // Marks and case do not count in a filter.
  const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const link = (text, id, query) => {
    const address = `entity?id=${encodeURIComponent(id)}${query ? `&query=${encodeURIComponent(query)}` : ""}`;
    const element = make("a", "", { href: address, target: "_blank", rel: "noopener" });
    element.append(name(text));
    return element;
  };

  // 3. deciding

  const row = (open = found.open[at]) => found.review.rows[open.at];
  const choices = () => [1, 2, 3, 4, 5]
    .map((number) => ({ number, id: row()[`id_${number}`], label: row()[`label_${number}`], score: row()[`score_${number}`] }))
    .filter(({ id }) => id);
  const decided = (one) => Boolean(one.pick || one.id || one.never);
  const left = () => found.open.filter((open) => !decided(row(open))).length;

  const walk = (moved = false) => {
    while (at < found.open.length && decided(row())) at += 1;
    const done = at >= found.open.length;
    show("walk", !done);
    show("all-done", done);
    find("bar").value = found.open.length ? (found.open.length - left()) / found.open.length : 1;
    if (done) {
      find("all-done").textContent = left()
        ? `${count(left(), "name")} skipped. Press u to go back, or save.`
        : "Nothing is left to decide.";
      if (moved) find("all-done").focus();
      return;
    }
    const one = row();
    find("where").textContent = `${at + 1} of ${found.open.length}`;
    find("name").replaceChildren(name(one.name));
    const parts = [one.country, one.admin, one.rows && count(Number(one.rows), "row"), one.first, one.status];
    find("about").replaceChildren(name(parts.filter(Boolean).join("  ·  ")));
    find("why").textContent = one.evidence;
    const some = choices();
    find("candidates").replaceChildren(...some.map(({ number, id, label, score }, place) => {
      const item = make("li");
      const button = make("button", "", { type: "button", "data-key": number });
      button.append(make("kbd", number), name(label), make("code", id), make("span", score, { class: "score" }));
      button.addEventListener("click", () => press(String(number)));
      button.addEventListener("focus", () => look_at(place));
      item.append(button, make("p", found.open[at].evidence[place] ?? "", { class: "why" }));
      return item;
    }));
    show("none-found", some.length === 0);
    const alike = also();
    show("all-alike", alike.length > 0);
    find("alike").checked = true;
    find("all-alike").lastElementChild.replaceChildren("also for ", ...alike.flatMap((open, place) => {
      return [...(place ? [", "] : []), name(row(open).name)];
    }));
    find("search").value = "";
    find("suggestions").replaceChildren();
    show("preview", some.length > 0);
    looked = -1;
    if (some.length) look_at(0);
    if (moved) find("name").focus({ preventScroll: true });
    find("said").textContent = `${at + 1} of ${found.open.length}: ${one.name}`;
  };

  const also = () => found.open.filter((open) => found.open[at].alike.includes(open.at) && !decided(row(open)));

  const look_at = (place) => {
    if (place === looked) return;
    looked = place;
    const { id } = choices()[place];
    [...find("candidates").children].forEach((item, other) => item.classList.toggle("looked", other === place));
    if (window.matchMedia("(min-width: 900px)").matches) {
      find("preview").src = `preview?id=${encodeURIComponent(id)}&query=${encodeURIComponent(row().name)}`;
    }
  };

  // The same answer for the spellings of one entity: by its number where it is a candidate, else by its id.
  const decide = (said) => {
    const open = [found.open[at], ...(find("alike").checked ? also() : [])];
    past.push({ at, rows: open.map(({ at: number }) => [number, { ...found.review.rows[number] }]) });
    for (const one of open) Object.assign(row(one), said);
    if (Object.keys(said).length) saved = false;
    at += 1;
    walk(true);
  };

  const undo = () => {
    const step = past.pop();
    if (!step) return;
    for (const [number, before] of step.rows) found.review.rows[number] = before;
    at = step.at;
    walk(true);
  };

  const press = (key) => {
    if (!found) return;
    if (key === "u") {
      undo();
      return;
    }
    if (at >= found.open.length) return;
    if (key === "n") {
      decide({ pick: "none", id: "" });
      return;
    }
    if (key === "s" || key === " ") {
      past.push({ at, rows: [] });
      at += 1;
      walk(true);
      return;
    }
    const choice = choices().find(({ number }) => String(number) === key);
    if (choice) {
      const several = find("alike").checked && also().length > 0; // their candidates have other numbers
      decide(several ? { pick: "", id: choice.id } : { pick: key, id: "" });
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || find("step-decide").hidden) return;
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing) {
      if (event.key === "Escape") find("name").focus();
      return;
    }
    if (event.key === " " && event.target.closest("button, summary, a, input")) return;
    if (event.key === "/") {
      find("search").focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && find("walk").contains(event.target)) {
      const buttons = [...find("candidates").querySelectorAll("button")];
      const next = buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      buttons[Math.min(Math.max(next, 0), buttons.length - 1)]?.focus();
    } else if (/^[1-5nsu ]$/.test(event.key)) {
      if (!find("walk").contains(event.target) && event.key === " ") return;
      press(event.key);
    } else {
      return;
    }
    event.preventDefault();
  });

  let typed = 0;
  find("search").addEventListener("input", async () => {
    const mine = ++typed;
    const prefix = find("search").value.trim();
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    if (mine !== typed) return;
    if (!prefix) {
      find("suggestions").replaceChildren();
      return;
    }
    const answer = await fetch(`suggest/entity?prefix=${encodeURIComponent(prefix)}`).catch(() => null);
    const said = answer?.ok ? (await answer.json()).result : [];
    if (mine !== typed || at >= found.open.length) return;
    const result = said.filter(({ notable }) => notable.some((type) => type.id === row().kind));
    find("suggestions").replaceChildren(...result.map(({ id, description, notable }) => {
      const item = make("li");
      const button = make("button", "", { type: "button" });
      button.append(name(description), make("span", notable[0]?.name ?? "", { class: "n" }), make("code", id));
      button.addEventListener("click", () => decide({ pick: "", id }));
      item.append(button);
      return item;
    }), ...(result.length ? [] : [make("li", "Nothing begins that way.")]));
  });

  // 4. saving

  const save = (blob, file) => {
    const address = URL.createObjectURL(blob);
    const anchor = make("a", "", { href: address, download: file });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const called = (suffix, ending) => {
    const [, stem, own] = /^(.*?)(\.[^.]*)?$/.exec(table.name);
    return `${stem}-${suffix}${ending ?? own ?? ".csv"}`;
  };
  const review = () => JSON.stringify(found.review);

  find("save-table").addEventListener("click", (event) => busy(event.currentTarget, async () => {
    const answer = await post("cleaned", { file: table, settings: settings(), review: review() });
    save(await answer.blob(), called("cleaned"));
  }));
  find("save-decisions").addEventListener("click", (event) => busy(event.currentTarget, async () => {
    save(await (await post("decisions", { review: review() })).blob(), called("decisions", ".csv"));
    saved = true;
  }));
  find("again").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    const decisions = await busy(button, async () => (await post("decisions", { review: review() })).blob());
    if (decisions) await look(button, decisions);
  });

  for (const button of document.querySelectorAll("button[data-key]")) {
    button.addEventListener("click", () => press(button.dataset.key));
  }
  find("file").addEventListener("change", () => opened(find("file").files[0]));
  find("kind").addEventListener("change", hinted);
  find("settings").addEventListener("submit", (event) => {
    event.preventDefault();
    look(event.submitter, find("earlier").files[0]);
  });
  find("filter").addEventListener("input", () => entities(false));
  find("more").addEventListener("click", () => entities(true));
  const drop = find("drop");
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    opened(event.dataTransfer.files[0]);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });
})();
