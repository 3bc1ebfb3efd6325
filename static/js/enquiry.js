/* Cards that may fit, while somebody describes a need. Without this script a button shows them. */
(() => {
  "use strict";
  const PAUSE = 800; // milliseconds after the last key
  const SHORTEST = 15; // characters
  const form = document.querySelector("form[data-similar]");
  const place = document.getElementById("podobne");
  if (!form || !place || !window.fetch) return;
  const need = form.elements.need;
  form.querySelector("[data-without-script]")?.remove(); // the button that looks for cards
  let timer = 0;
  let running = null;

  async function look() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.similar, {
        method: "POST",
        body: new URLSearchParams({ need: need.value }),
        signal: running.signal,
      });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (fresh.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...fresh.childNodes);
    } catch {
      /* it is help only */
    }
  }

  need.addEventListener("input", () => {
    clearTimeout(timer);
    if (need.value.trim().length >= SHORTEST) timer = setTimeout(look, PAUSE);
  });
})();
