"use strict";
(() => {
  // Marks and case do not count in a filter: "kharkiv" finds "Khárkiv".
  const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  for (const input of document.querySelectorAll("input[data-filter]")) {
    const rows = [...document.getElementById(input.dataset.filter).tBodies[0].rows];
    const table = document.getElementById(input.dataset.filter);
    const status = input.closest(".filter").querySelector("[role=status]");
    let texts = null;
    const apply = () => {
      texts ??= rows.map((row) => bare(row.textContent));
      const words = bare(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        if (!row.hidden) shown += 1;
      });
      table.classList.toggle("filtered", words.length > 0);
      status.textContent = words.length ? `${shown} of ${rows.length}` : "";
    };
    input.addEventListener("input", apply);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        input.value = "";
        apply();
      }
    });
    input.closest(".filter").hidden = false;
    if (input.value) apply();
  }

  // Long tables show their first rows until they are asked for all; a filter looks through all of them.
  for (const table of document.querySelectorAll("table[data-fold]")) {
    const all = table.tBodies[0].rows.length;
    if (all <= Number(table.dataset.fold) + 5) continue;
    const line = table.nextElementSibling;
    const button = line.firstElementChild;
    const fold = (folded) => {
      table.classList.toggle("folded", folded);
      button.textContent = folded ? `Show all ${all}` : `Show the first ${table.dataset.fold}`;
      button.setAttribute("aria-expanded", String(!folded));
    };
    button.addEventListener("click", () => fold(!table.classList.contains("folded")));
    line.hidden = false;
    fold(true);
  }

  const map = document.querySelector("svg.map");
  if (!map) return;
  const whole = map.viewBox.baseVal;
  const width = whole.width;
  const height = whole.height;
  const dots = [...map.querySelectorAll("circle")].map((dot) => [dot, Number(dot.getAttribute("r"))]);
  let zoom = 1;
  let x = width / 2;
  let y = height / 2;
  const show = () => {
    const w = width / zoom;
    // A dot does not shrink as much as the map on a narrow screen, nor grow as much as a map that is zoomed in.
    const narrow = Math.max(1, width / (map.clientWidth || width)) ** 0.6;
    const h = height / zoom;
    x = Math.min(Math.max(x, w / 2), width - w / 2);
    y = Math.min(Math.max(y, h / 2), height - h / 2);
    map.setAttribute("viewBox", `${x - w / 2} ${y - h / 2} ${w} ${h}`);
    map.style.setProperty("--zoom", zoom);
    map.classList.toggle("near", zoom > 1);
    for (const [dot, r] of dots) dot.setAttribute("r", (r * narrow / zoom ** 0.85).toFixed(2));
  };
  const ways = {
    in: () => {
      if (zoom === 1 && dots.length) [x, y] = ["cx", "cy"].map((at) => Number(dots[0][0].getAttribute(at)));
      zoom = Math.min(zoom * 1.6, 40);
    },
    out: () => { zoom = Math.max(zoom / 1.6, 1); },
    all: () => { zoom = 1; },
  };
  for (const button of document.querySelectorAll("button[data-zoom]")) {
    button.addEventListener("click", () => {
      ways[button.dataset.zoom]();
      show();
    });
  }
  document.querySelector(".zoom").hidden = false;

  show();
  window.addEventListener("resize", show);

  let held = null;
  map.addEventListener("pointerdown", (event) => {
    if (zoom > 1 && event.button === 0) {
      held = [event.clientX, event.clientY];
      map.setPointerCapture(event.pointerId);
    }
  });
  map.addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = width / zoom / map.clientWidth;
    x -= (event.clientX - held[0]) * scale;
    y -= (event.clientY - held[1]) * scale;
    held = [event.clientX, event.clientY];
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    map.addEventListener(end, () => { held = null; });
  }
  map.addEventListener("dblclick", (event) => {
    const at = map.getBoundingClientRect();
    x += ((event.clientX - at.left) / at.width - 0.5) * (width / zoom);
    y += ((event.clientY - at.top) / at.height - 0.5) * (height / zoom);
    zoom = Math.min(zoom * 1.6, 40);
    show();
  });
  // The arrow keys move a map that is zoomed in and has the focus.
  map.closest(".map-box").addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || zoom === 1) return;
    event.preventDefault();
    x += (way[0] * width) / zoom / 5;
    y += (way[1] * height) / zoom / 5;
    show();
  });
})();
