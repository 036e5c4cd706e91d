// Comfort only: every page of the console works without this file.
"use strict";

// Puts a saved reply where the cursor stands in the field; what was typed stays.
function offerToPutIn(button) {
  const field = document.getElementById(button.dataset.putsInto);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.setRangeText(button.dataset.text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
}

document.querySelectorAll("[data-puts-into]").forEach(offerToPutIn);

// --- Keys (web/console/shortcuts.py lists them) ------------------------------------------------

const AREAS = {
  a: "applications", s: "applications/all", c: "companies", w: "wholesalers", m: "mails", r: "audit", d: "dashboard",
};
const SWITCHED_OFF = "inforex-shortcuts-off";
let areaIsNext = false;

// Keys can be turned off, for they disturb whoever speaks to the computer (WCAG 2.1.4).
function keysAreOff() {
  try {
    return localStorage.getItem(SWITCHED_OFF) !== null;
  } catch {
    return false;
  }
}

function toRow(step) {
  const rows = [...document.querySelectorAll(".list-table tbody th a")];
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
}

function follow(text) {
  [...document.querySelectorAll("main a")].find((link) => link.textContent.trim() === text)?.click();
}

const KEYS = {
  "/": () => document.getElementById("find-words")?.focus(),
  "?": () => location.assign("/console/shortcuts"),
  j: () => toRow(1),
  k: () => toRow(-1),
  n: () => follow("次の50件"),
  p: () => follow("前の50件"),
  g: () => { areaIsNext = true; },
};

function actOf(key) {
  if (areaIsNext && AREAS[key]) {
    return () => location.assign(`/console/${AREAS[key]}`);
  }
  return KEYS[key];
}

document.addEventListener("keydown", (event) => {
  const isTyped = event.target.closest?.("input, select, textarea, [contenteditable]");
  const isCommand = event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift";
  if (isTyped || isCommand || event.isComposing || keysAreOff()) {
    return;
  }
  const act = actOf(event.key);
  areaIsNext = false;
  if (act) {
    event.preventDefault();
    act();
  }
});

function offerToTurnKeysOff(box) {
  const button = box.querySelector("button");
  const turn = () => {
    [button.textContent, button.dataset.otherText] = [button.dataset.otherText, button.textContent];
  };
  box.hidden = false;
  if (keysAreOff()) {
    turn();
  }
  button.addEventListener("click", () => {
    if (keysAreOff()) {
      localStorage.removeItem(SWITCHED_OFF);
    } else {
      localStorage.setItem(SWITCHED_OFF, "yes");
    }
    turn();
  });
}

document.querySelectorAll("[data-shortcuts-switch]").forEach(offerToTurnKeysOff);
