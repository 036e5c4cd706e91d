// Comfort only: every page works without this file.
"use strict";

function focusErrorSummary() {
  document.querySelector(".error-summary")?.focus();
}

function offerToShowPassword(button) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    [button.textContent, button.dataset.otherText] = [button.dataset.otherText, button.textContent];
  });
  // A shown password must not reach the browser's memory of typed texts.
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}

// The same form sent again within three seconds is a double click. Changing anything, another button,
// coming back to the page or simply waiting makes it a new wish, which always passes.
function ignoreDoubleClicks(form) {
  let last = { button: null, at: -Infinity };
  const forget = () => { last = { button: null, at: -Infinity }; };
  form.addEventListener("submit", (event) => {
    const again = event.submitter === last.button && event.timeStamp - last.at < 3000;
    if (again) {
      event.preventDefault();
    } else {
      last = { button: event.submitter, at: event.timeStamp };
    }
  });
  form.addEventListener("input", forget);
  window.addEventListener("pageshow", forget);
}

// Width, case and kana fold alike, so that ｻﾝﾌﾟﾙ, さんぷる and サンプル find the same names.
function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "")
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

function offerFilter(box) {
  const select = document.getElementById(box.dataset.filters);
  const [empty, ...options] = select.options;
  const typed = box.querySelector("input");
  const found = box.querySelector("[role=status]");
  box.hidden = false;
  typed.addEventListener("input", () => {
    const wanted = folded(typed.value);
    const matching = options.filter((option) => folded(option.text).includes(wanted));
    const shown = options.filter((option) => option.selected || matching.includes(option));
    select.replaceChildren(empty, ...shown);
    select.size = wanted ? Math.min(Math.max(shown.length + 1, 2), 8) : 1;
    found.textContent = wanted ? box.dataset.found.replace("{count}", String(matching.length)) : "";
  });
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      select.focus();
    }
  });
}

document.querySelectorAll("[data-shows]").forEach(offerToShowPassword);
document.querySelectorAll("[data-filters]").forEach(offerFilter);
document.querySelectorAll("form[method=post]").forEach(ignoreDoubleClicks);
focusErrorSummary();
