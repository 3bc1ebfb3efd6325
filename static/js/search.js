/* Suggestions below search fields (the combobox pattern of ARIA 1.2), and the count of followed
   results. Without this script the fields are plain and nothing is counted. */
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds after the last key
  const SHORTEST = 2; // characters

  function combobox(input, number) {
    const id = `navrhy-${number}`;
    const list = document.createElement("ul");
    Object.assign(list, { id, hidden: true, className: "suggestions" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.parentElement.append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) input.setAttribute(name, value);

    let found = [];
    let active = -1;
    let timer = 0;
    let running = null;

    function close() {
      clearTimeout(timer);
      running?.abort();
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(index) {
      active = (index + found.length) % found.length;
      [...list.children].forEach((option, place) => {
        option.setAttribute("aria-selected", String(place === active));
      });
      const option = list.children[active];
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function show(suggestions) {
      found = suggestions;
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(
        ...found.map((suggestion, place) => {
          const option = document.createElement("li");
          option.id = `${id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          const title = document.createElement("span");
          title.textContent = suggestion.title;
          title.lang = suggestion.language;
          const kind = document.createElement("span");
          kind.className = "suggestions__kind";
          kind.textContent = suggestion.kind;
          option.append(title, " ", kind);
          option.addEventListener("mousedown", (event) => event.preventDefault());
          option.addEventListener("click", () => location.assign(suggestion.url));
          return option;
        }),
      );
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = `${input.dataset.suggestLabel}: ${found.length}`;
    }

    async function ask() {
      const text = input.value.trim();
      if (text.length < SHORTEST) return close();
      running?.abort();
      running = new AbortController();
      try {
        const url = `${input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
        const answer = await fetch(url, { signal: running.signal });
        if (answer.ok && document.activeElement === input) {
          show((await answer.json()).suggestions);
        }
      } catch {
        /* A suggestion that does not come is no loss. */
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // the browser would empty the field
        close();
      }
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(active + 1);
      else if (event.key === "ArrowUp") choose(active < 0 ? found.length - 1 : active - 1);
      else if (event.key === "Enter" && active >= 0) location.assign(found[active].url);
      else return;
      event.preventDefault();
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(combobox);

  const results = document.querySelector("[data-search]");
  results?.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-hit]")) return;
    const words = new URLSearchParams({ q: results.dataset.query });
    navigator.sendBeacon?.(results.dataset.search, words);
  });
})();
