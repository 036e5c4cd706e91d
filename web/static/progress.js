// Shows how a long work goes on: asks for this page again and puts in what changed.
"use strict";

async function refresh() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll("[data-refreshed]").forEach((part) => {
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) {
      part.replaceChildren(...fresh.childNodes);
    }
  });
  return page;
}

// Ends with the work, with the session, and when the server is away; a link to go on stays.
function follow(page) {
  const state = page.querySelector("[data-again-after]");
  if (state) {
    setTimeout(() => refresh().then(follow, () => {}), Number(state.dataset.againAfter) * 1000);
  }
}

follow(document);
