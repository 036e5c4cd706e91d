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
