// Comfort only: every button of the form saves what was typed, too.
"use strict";

const SAVED_AFTER = 3000;
const TRIED_AGAIN_AFTER = 15000;
const LONGEST_WAIT = 5000;

// Saves the form as its button would, quietly, and at most once in three seconds.
function saveItself(form) {
  const said = document.getElementById(form.dataset.savesItself);
  const typed = () => {
    const data = new FormData(form);
    ["password", "password_again", "version", "csrf_token"].forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  };
  let saved = typed();
  let unanswered = null;
  let timer = null;
  let saving = null;
  let over = false;

  function saveSoon(after) {
    timer ??= setTimeout(() => { timer = null; save(); }, after);
  }

  function save() {
    if (!over && !saving && typed() !== saved) {
      // What was sent and not answered may be saved: sent once more as it was, it is no other's.
      saving = send(unanswered ?? typed()).finally(() => { saving = null; });
    }
    return saving;
  }

  async function send(text) {
    const body = new URLSearchParams(text);
    unanswered = text;
    body.set("action", "autosave");
    ["version", "csrf_token"].forEach((name) => body.set(name, form.elements[name].value));
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST", body, keepalive: true, headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(LONGEST_WAIT),
      });
      const told = await answer.json();
      unanswered = null;
      over = answer.status === 409;
      said.textContent = told.said;
      if (answer.ok) {
        form.elements.version.value = told.version;
        saved = text;
      }
    } catch {
      said.textContent = form.dataset.notSaved;
      saveSoon(TRIED_AGAIN_AFTER);
    }
    if (!over && typed() !== saved) {
      saveSoon(SAVED_AFTER);
    }
  }

  form.addEventListener("input", () => saveSoon(SAVED_AFTER));
  form.addEventListener("change", save);
  window.addEventListener("beforeunload", save);
  document.addEventListener("visibilitychange", save);
  // What a button sends is newer than what is under way, and must come after it.
  form.addEventListener("submit", (event) => {
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      saving.then(() => form.requestSubmit(event.submitter));
    } else {
      over = true;
    }
  }, { capture: true });
  // A page that the browser kept shows an older draft.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// Fills in the place of a 郵便番号, where no address is yet; without this a button does.
function fillAddress(code) {
  const [office, address] = ["head_office", "address"].map((id) => document.getElementById(id));
  code.addEventListener("change", async () => {
    const digits = code.value.normalize("NFKC").replace(/[^0-9]/g, "");
    if (digits.length !== 7 || address.value) {
      return;
    }
    const chosen = office.value;
    const answer = await fetch(`/postal-codes/${digits}`, { headers: { Accept: "application/json" } });
    const place = answer.ok && await answer.json();
    // Looked at last: whoever was faster has typed or chosen meanwhile.
    if (place && !address.value && office.value === chosen) {
      [office.value, address.value] = [place.head_office, place.address];
      code.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

document.querySelectorAll("[data-saves-itself]").forEach(saveItself);
document.querySelectorAll("#postal_code").forEach(fillAddress);
