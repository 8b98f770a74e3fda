// The page's part of the explorer: what was moved goes out, what differs comes back. One request in flight, the newest wins.
"use strict";
(() => {
  const PAUSE = 400; // ms after which the address and the words for ears follow
  const settings = new URLSearchParams(document.body.dataset.address);
  const war = document.getElementById("war");
  const heard = document.getElementById("heard");
  const fault = document.getElementById("fault");
  let socket = null, number = 0, waiting = 0, next = null, later = 0, stay = 0;

  const seen = new Set(); // sections on the screen
  const watching = new IntersectionObserver((changes) => {
    for (const one of changes) seen[one.isIntersecting ? "add" : "delete"](one.target.dataset.section);
  });
  for (const section of document.querySelectorAll("[data-section]")) watching.observe(section);

  // --- what goes out
  function ask(rests, more) {
    next = { address: settings.toString(), rests, sees: [...seen], ...more };
    send();
    clearTimeout(later);
    later = setTimeout(() => {
      follow();
      if (!rests) ask(true); // a slider that is held still, or was put back where it was, says no more
    }, PAUSE);
  }
  function follow() {
    history.replaceState(null, "", "?" + settings);
    for (const link of document.querySelectorAll("#downloads a")) link.href = `/${link.dataset.file}?${settings}`;
  }
  function send() {
    if (!next || waiting || !socket || socket.readyState !== WebSocket.OPEN) return;
    waiting = ++number;
    socket.send(JSON.stringify({ number, ...next }));
    next = null;
  }
  function go() { location.assign("?" + settings); }

  // --- what comes back
  const answers = {
    view(told) {
      fault.hidden = true;
      free(told.number); // the next is played while this one is drawn
      requestAnimationFrame(() => {
        for (const [id, attributes] of Object.entries(told.patch)) {
          const element = document.getElementById(id);
          if (!element) continue;
          for (const [name, value] of Object.entries(attributes)) {
            if (name === "text") element.textContent = value;
            else element.setAttribute(name, value);
          }
        }
        document.body.dataset.wars = told.n;
        document.body.dataset.settled = told.settled;
        document.body.dataset.redraws = 1 + Number(document.body.dataset.redraws || 0);
        document.body.dataset.shown = told.address;
      });
      clearTimeout(stay);
      stay = setTimeout(() => {
        heard.textContent = `${document.getElementById("now").textContent} ${document.getElementById("status").textContent}`;
      }, PAUSE);
    },
    fault(told) {
      fault.textContent = told.message;
      fault.hidden = false;
      heard.textContent = told.message;
      free(told.number);
    },
    playing(told) { document.getElementById("playing").textContent = told.words; },
    story(told) {
      const all = told.stories.map((one) => {
        const story = make("section", "", "story");
        story.append(make("h3", `War ${told.war}. ${one.title}`));
        story.append(make("p", one.check, "about"));
        const list = make("ol", "");
        for (const [day, text] of one.entries) {
          const line = make("li", "");
          line.append(make("time", day), text);
          list.append(line);
        }
        story.append(list);
        return story;
      });
      document.getElementById("stories").replaceChildren(...all);
      heard.textContent = told.stories.map((one) => `War ${told.war}. ${one.title}`).join(". ");
      document.body.dataset.told = told.war;
      war.value = told.war;
      settings.set("war", told.war);
      follow();
    },
    other_page(told) { location.assign("?" + told.address); },
  };
  function make(tag, text, kind) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }
  function free(done) {
    if (done === undefined || done >= waiting) { waiting = 0; send(); }
  }
  function connect() {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
    socket.addEventListener("open", () => { waiting = 0; ask(true); });
    socket.addEventListener("message", (event) => {
      const told = JSON.parse(event.data);
      if (Object.hasOwn(answers, told.kind)) answers[told.kind](told);
    });
    socket.addEventListener("close", () => answers.fault({ message: "The explorer has stopped. Start it again with: sim explore" }));
  }

  // --- controls
  function said(dial, value) {
    const words = value === null ? `as it is: ${dial.dataset.own}` : `${value} ${dial.dataset.unit}`.trim();
    document.getElementById("said-" + dial.name).textContent = words;
    dial.setAttribute("aria-valuetext", words);
    dial.closest(".dial").classList.toggle("is-set", value !== null);
    dial.closest(".dial").querySelector(".back").disabled = value === null;
  }
  for (const dial of document.querySelectorAll(".dial input")) {
    const moved = (rests) => {
      settings.set(dial.name, dial.value);
      said(dial, dial.value);
      ask(rests);
    };
    dial.addEventListener("input", () => moved(false));
    dial.addEventListener("change", () => moved(true));
  }
  for (const button of document.querySelectorAll(".back")) {
    button.addEventListener("click", () => {
      const dial = document.getElementById("dial-" + button.dataset.path);
      settings.delete(dial.name);
      dial.value = dial.dataset.rest;
      dial.focus();
      said(dial, null);
      ask(true);
    });
  }
  for (const menu of document.querySelectorAll(".menu select")) {
    menu.addEventListener("change", () => {
      if (menu.value === menu.dataset.own) settings.delete(menu.name);
      else settings.set(menu.name, menu.value);
      ask(true);
    });
  }
  if (matchMedia("(max-width: 60rem)").matches) {
    for (const group of document.querySelectorAll("details.group")) group.open = false;
  }
  document.getElementById("arms").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("scenario").addEventListener("change", (event) => {
    settings.set("scenario", event.target.value);
    go();
  });
  document.getElementById("pin").addEventListener("change", (event) => { pin(event.target.value, false); });
  document.getElementById("pin-this").addEventListener("click", () => pin(settings.get("scenario"), true));
  document.getElementById("as-it-was").addEventListener("click", () => {
    location.assign("?" + new URLSearchParams({ scenario: settings.get("scenario") }));
  });
  function pin(name, asSet) {
    for (const key of [...settings.keys()]) if (key === "pin" || key.startsWith("pin.")) settings.delete(key);
    if (name) settings.set("pin", name);
    if (asSet) {
      for (const control of document.querySelectorAll(".moves-one input[type=range], .moves-one select")) {
        if (settings.has(control.name)) settings.set("pin." + control.name, settings.get(control.name));
      }
    }
    go();
  }
  document.getElementById("add-more").addEventListener("click", () => {
    const path = document.getElementById("more").value.trim();
    if (document.getElementById("dial-" + path)) document.getElementById("dial-" + path).focus();
    else if (path) {
      const option = [...document.getElementById("paths").options].find((one) => one.value === path);
      if (option) { settings.set(path, option.dataset.rest); go(); }
      else answers.fault({ message: `${path}: no such number; choose one of the list` });
    }
  });
  function tell(which) {
    war.value = Math.min(Math.max(0, Math.round(which) || 0), Number(war.max));
    settings.set("war", war.value);
    ask(true, { tell: true });
  }
  document.getElementById("another").addEventListener("click", () => tell((Number(war.value) + 1) % (Number(war.max) + 1)));
  const flipped = document.getElementById("flipped");
  if (flipped) flipped.addEventListener("click", () => ask(true, { flipped: true }));
  document.getElementById("tell").addEventListener("click", () => tell(Number(war.value)));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.play");
    if (button) ask(true, { claim: button.dataset.claim });
  });
  connect();
})();
