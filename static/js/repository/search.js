// Wide screens have room for the filters: they stand open there.

const filters = document.querySelector(".library-filters");
if (filters && window.matchMedia("(min-width: 62rem)").matches) filters.open = true;

// What was looked for in vain is told to the library, without a name.
const missed = document.querySelector("[data-missed]");
if (missed) fetch(missed.action, { method: "POST", body: new FormData(missed) }).catch(() => {});
