// Choosing the key of a question also ticks it, since nobody chooses a key for nothing.
// Marks in the HTML: input[data-ticks="id of the checkbox"].

document.addEventListener("change", (event) => {
  const box = document.getElementById(event.target.dataset.ticks ?? "");
  if (box && event.target.checked) box.checked = true;
});
