// Wide screens have room for the filters: they stand open there.

const filters = document.querySelector(".library-filters");
if (filters && window.matchMedia("(min-width: 62rem)").matches) filters.open = true;
