// The search of a class pack: by title and author, with or without marks over the letters. A plain
// script, since browsers load no modules from a stick.
(function () {
  "use strict";
  const box = document.getElementById("q");
  const told = document.getElementById("told");
  const lines = Array.from(document.querySelectorAll("[data-folded]"));
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  box.parentElement.hidden = false;
  box.addEventListener("input", () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let number = 0;
    for (const line of lines) {
      line.hidden = !words.every((word) => line.dataset.folded.includes(word));
      if (!line.hidden) number += 1;
    }
    told.textContent = words.length ? `${told.dataset.found} ${number}` : "";
  });
})();
