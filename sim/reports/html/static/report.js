"use strict";
// Sliders over points that were played: each place of the sliders has a patch of attributes against the first point.
(() => {
  const { first, words, points } = JSON.parse(document.getElementById("played").textContent);
  const sliders = [...document.querySelectorAll(".lever input[type=range]")];
  const said = document.getElementById("said");
  const firsts = new Map();
  let shown = {}, timer = 0;

  const write = (element, name, value) => {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  };
  const read = (element, name) => (name === "text" ? element.textContent : element.getAttribute(name) ?? "");

  const spelled = (told) => Object.fromEntries(Object.entries(told).map(([name, place]) => [name, words[place]]));

  const apply = (patch) => {
    for (const id of new Set([...Object.keys(shown), ...Object.keys(patch)])) {
      const element = document.getElementById(id), told = spelled(patch[id] ?? {});
      if (!firsts.has(id)) firsts.set(id, {});
      const base = firsts.get(id);
      for (const name of Object.keys(told)) if (!(name in base)) base[name] = read(element, name);
      for (const [name, value] of Object.entries({ ...base, ...told })) write(element, name, value);
    }
    shown = patch;
  };

  const draw = () => {
    const places = sliders.map((slider) => Number(slider.value));
    sliders.forEach((slider, number) => {
      const words = JSON.parse(slider.dataset.values)[places[number]];
      slider.setAttribute("aria-valuetext", words);
      document.getElementById(`${slider.id}-value`).textContent = words;
    });
    const patch = points[places.join(",")];
    if (patch) apply(patch);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const title = document.querySelector(".moving .picture-title");
      said.textContent = patch ? title.textContent : "These values together were not played.";
    }, 400);
  };

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  sliders.forEach((slider, number) => {
    slider.value = first[number];
    slider.addEventListener("input", soon);
  });
})();
