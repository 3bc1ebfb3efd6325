/* The finder without reloading. Without this script its forms and links do the same, so whatever
   goes wrong here ends in a plain visit of the address. What changes is marked data-live="name". */
(() => {
  "use strict";
  const finder = document.querySelector("[data-finder]");
  if (!finder || !window.history.pushState) return;
  const here = () => location.pathname + location.search;
  let running = null;
  let shown = here();

  const part = (root, name) => root.querySelector(`[data-live="${name}"]`);
  const own = (url) => url.origin === location.origin && url.pathname === location.pathname;
  const facetName = (details) => details.querySelector("input")?.name;

  /* Enough to find the same control in the new content. */
  function place(element) {
    if (element.matches("input[type=checkbox]")) {
      return `input[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
    }
    return element.id ? `#${CSS.escape(element.id)}` : "";
  }

  function take(page) {
    const active = document.activeElement;
    const selector = place(active);
    const open = new Set([...finder.querySelectorAll("details.facet[open]")].map(facetName));
    for (const old of document.querySelectorAll("[data-live]")) {
      const fresh = part(page, old.dataset.live);
      if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceChildren(...fresh.childNodes);
    }
    for (const details of finder.querySelectorAll("details.facet")) {
      if (open.has(facetName(details))) details.open = true;
    }
    for (const link of document.head.querySelectorAll("link[rel=alternate]")) link.remove();
    document.head.append(...page.head.querySelectorAll("link[rel=alternate]"));
    document.title = page.title;
    const words = finder.querySelector("input[type=search]");
    if (words !== active) words.value = page.querySelector("input[type=search]").value;
    if (!active.isConnected) {
      const again = selector && finder.querySelector(selector);
      (again || part(document, "sentence")).focus({ preventScroll: true });
    }
  }

  async function go(url, { push = true, scroll = false } = {}) {
    running?.abort();
    running = new AbortController();
    const results = part(document, "results");
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!part(page, "results")) throw new Error("another page");
      if (push) history.pushState({ finder: true }, "", url);
      shown = here();
      take(page);
      if (scroll) part(document, "sentence").scrollIntoView();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
      return;
    }
    results.removeAttribute("aria-busy");
  }

  function addressOf(form) {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value) url.searchParams.append(name, value);
    }
    return url;
  }

  finder.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox]")) go(addressOf(event.target.form));
  });
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    finder.querySelector("[popover]:popover-open")?.hidePopover();
    go(addressOf(event.target));
  });
  finder.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (!own(url) || url.searchParams.has("format") || url.searchParams.has("pruvodce")) return;
    event.preventDefault();
    go(url, { scroll: Boolean(link.closest(".pager")) });
  });
  window.addEventListener("popstate", () => {
    if (here() !== shown) go(location.href, { push: false }); // else only the part after # changed
  });
})();
