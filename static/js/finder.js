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

  /* Replace the content of an element; the focus stays on the same control, if it is still there. */
  function replace(old, fresh) {
    if (old.innerHTML === fresh.innerHTML) return;
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceChildren(...fresh.childNodes);
    if (!active) return;
    const { name, value } = active;
    const again = [...old.querySelectorAll("input")].find((i) => i.name === name && i.value === value);
    const facet = old.closest("details");
    (again || facet?.querySelector("summary") || part(document, "sentence")).focus({
      preventScroll: true,
    });
  }

  /* Facets stay where they are, open or closed: who has already moved on must not be thrown back. */
  function takeFacets(old, fresh) {
    const present = new Map([...old.children].map((details) => [facetName(details), details]));
    let next = null;
    for (const details of [...fresh.children].reverse()) {
      const same = present.get(facetName(details));
      if (same) {
        present.delete(facetName(details));
        for (const name of ["summary", "fieldset"]) {
          replace(same.querySelector(name), details.querySelector(name));
        }
      } else {
        old.insertBefore(details, next);
      }
      next = same || details;
    }
    for (const details of present.values()) details.remove();
  }

  function take(page) {
    for (const old of document.querySelectorAll("[data-live]")) {
      const fresh = part(page, old.dataset.live);
      if (!fresh) continue;
      if (old.dataset.live === "facets") takeFacets(old, fresh);
      else replace(old, fresh);
    }
    for (const box of finder.querySelectorAll(".facets input[type=checkbox]")) {
      box.checked = box.defaultChecked;
    }
    for (const link of document.head.querySelectorAll("link[rel=alternate]")) link.remove();
    document.head.append(...page.head.querySelectorAll("link[rel=alternate]"));
    document.title = page.title;
    const words = finder.querySelector("input[type=search]");
    if (words !== document.activeElement) {
      words.value = page.querySelector("input[type=search]").value;
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
    go(addressOf(event.target));
    finder.querySelector("[popover]").hidePopover?.(); // an old browser has no sheet to close
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
    running?.abort();
    part(document, "results").removeAttribute("aria-busy");
    if (here() !== shown) go(location.href, { push: false }); // else only the part after # changed
  });
})();
