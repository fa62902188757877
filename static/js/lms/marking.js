// Keys for marking in a hurry. Ctrl+Enter saves and goes on; Alt+up and Alt+down change the pupil.

const form = document.querySelector(".marking-form");

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="next"]'));
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const link = document.querySelector(event.key === "ArrowUp" ? 'a[rel="prev"]' : 'a[rel="next"]');
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
});

// In the narrow list the chosen pupil is brought into sight without moving the page.
const chosen = document.querySelector('.marking-list [aria-current="true"]');
const list = document.querySelector(".marking-list");
if (chosen && list) {
  list.scrollTop = chosen.offsetTop - list.clientHeight / 2;
  list.scrollLeft = chosen.offsetLeft - list.clientWidth / 2;
}
// The mark can be typed at once, but the work stays in sight; on a phone no keyboard jumps up.
const mark = form?.elements.mark;
if (mark && window.matchMedia("(min-width: 62rem)").matches && !document.querySelector("[data-error-summary]")) {
  mark.focus({ preventScroll: true });
  mark.select();
}
