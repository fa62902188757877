// Marks every unanswered line "yes" without a round trip; without this the button asks the server.
const button = document.querySelector("[data-fill-yes]");

button?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const group of document.querySelectorAll(".cov-choice")) {
    const chosen = group.querySelector("input:checked");
    if (!chosen || chosen.value === "") {
      const yes = group.querySelector('input[value="yes"]');
      yes.checked = true;
      yes.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});
