// Comfort only: every page works without this file.
"use strict";

function focusWhatIsSaid() {
  document.querySelector(".error-summary, .said")?.focus();
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

const TYPED_FOR = new Map([..."ァィゥェォッャュョヮヵヶヲヂヅ"].map((kana, place) => [kana, [..."アイウエオツヤユヨワカケオジズ"][place]]));

// As keys of names are made (domain/company_names.py): width, case, kana, marks, old forms of kanji.
function asName(text, alike) {
  return [...text.replace(/[・·.,'‘’%_\\&]/g, "").replace(/[-‐-―−─━]/g, "ー")]
    .map((sign) => alike.get(sign) ?? sign).join("");
}

// As keys of readings are made: without long vowels.
function asReading(text) {
  return [...text].map((kana) => TYPED_FOR.get(kana) ?? kana).join("").replace(/[ー・-]/g, "")
    .replace(/([オコソトノホモヨロゴゾドボポ])[ウオ]+/g, "$1")
    .replace(/([ウクスツヌフムユルグズブプ])ウ+/g, "$1");
}

// Latin letters, so that si and shi, ou and oh, tyu and chu are one.
function asRomaji(text) {
  return text.normalize("NFD").replace(/[^a-z]/g, "")
    .replace(/tch|ch|ts/g, "t").replace(/sh/g, "s").replace(/j/g, "z").replace(/f/g, "h")
    .replace(/([^aiueon])y/g, "$1").replace(/m(?=[bp])/g, "n")
    .replace(/o[uo]|oh(?![aiueo])/g, "o").replace(/(.)\1+/g, "$1");
}

function folded(text) {
  return text.normalize("NFKC").toLowerCase()
    .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

// Says of an option whether it has all words that were typed, in its name or its reading.
function matcher(text, alike, leftOut) {
  const plain = leftOut.reduce((rest, form) => rest.replaceAll(form, " "), folded(text));
  const words = plain.split(/\s+/).filter((word) => asName(word, alike) || asRomaji(word));
  return (option) => words.every((word) => {
    const keys = option.dataset.keys;
    const isRomaji = /^[a-zāīūēō'-]+$/.test(word);
    return keys.includes(asName(word, alike))
      || (/^[ァ-ヺー]+$/.test(word) && keys.includes(asReading(word)))
      || (isRomaji && option.dataset.romaji.split(" ").some((each) => asRomaji(each).includes(asRomaji(word))));
  });
}

function offerFilter(box) {
  const select = document.getElementById(box.dataset.filters);
  const [empty, ...options] = select.options;
  const typed = box.querySelector("input");
  const found = box.querySelector("[role=status]");
  const alike = new Map([...TYPED_FOR, ...box.dataset.alike.split(" ").filter(Boolean).map((pair) => [...pair])]);
  const leftOut = box.dataset.leftOut.split(" ").map(folded);
  box.hidden = false;
  typed.addEventListener("input", () => {
    const wanted = typed.value.trim();
    const matching = options.filter(matcher(typed.value, alike, leftOut));
    const chosen = select.value;
    const shown = options.filter((option) => option.value === chosen || matching.includes(option));
    select.replaceChildren(empty, ...shown);
    select.size = wanted ? Math.min(Math.max(shown.length + 1, 2), 8) : 1;
    // Browsers choose another when the list is filled anew.
    select.value = chosen;
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
focusWhatIsSaid();
