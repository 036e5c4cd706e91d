// Warns before a session ends; the page says when, and a link goes on (WCAG 2.2.1).
"use strict";

document.querySelectorAll("[data-appears-after]").forEach((box) => {
  setTimeout(() => { box.hidden = false; }, Number(box.dataset.appearsAfter) * 1000);
});
