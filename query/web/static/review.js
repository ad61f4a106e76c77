// Keys for the queue: j and k move, c confirms, r rejects, u is unsure. Without this the buttons do the same.
"use strict";
(() => {
  const items = [...document.querySelectorAll(".queue > li")];
  const at = () => Math.max(0, items.indexOf(document.activeElement.closest(".queue > li")));
  const words = { c: "confirm", r: "reject", u: "unsure" };
  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !items.length) return;
    if (event.key === "j" || event.key === "k") {
      const inside = document.activeElement.closest(".queue > li");
      const next = inside ? at() + (event.key === "j" ? 1 : -1) : 0;
      items[Math.min(items.length - 1, Math.max(0, next))].focus();
      event.preventDefault();
    } else if (words[event.key]) {
      items[at()].querySelector(`button[value="${words[event.key]}"]`).click();
      event.preventDefault();
    }
  });
})();
