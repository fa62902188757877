// Sends the answer of the question on the page as its kind reads it; without this script the server
// reads the same fields itself.

import { answerOf } from "../exams/answers.js";

const form = document.querySelector("[data-practice]");
const answer = answerOf(form, () => {}, {});
form.addEventListener("submit", () => {
  const response = answer.read();
  form.elements.response.value = response === null ? "" : JSON.stringify(response);
});
