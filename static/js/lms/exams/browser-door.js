// The page that says that another browser is needed: in the right one it goes on by itself.

import { shown } from "./browser.js";

const word = await shown();
if (word) {
  const form = document.getElementById("browser-form");
  form.elements.shown.value = word;
  form.submit();
}
