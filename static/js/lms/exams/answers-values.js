// "values": a list with one entry for every [data-gap]: a text field ("text"), a select ("index")
// or a group of radio buttons ("index", or "truth" for true and false); null where it is empty,
// and null alone when all are. A gap that is typed in is told after a pause, and when it is left.

const LONG = 500;

const given = (text, type) => (type === "text" ? text : type === "truth" ? text === "true" : Number(text));

export class Values {
  constructor(root, tell) {
    this.root = root;
    this.gaps = [...root.querySelectorAll("[data-gap]")];
    // The gaps of a text may stand in another order than that of their numbers.
    this.gaps.sort((a, b) => (a.dataset.number ?? 0) - (b.dataset.number ?? 0));
    root.addEventListener("change", () => tell());
    root.addEventListener("input", (event) => {
      if (!event.target.matches("textarea, input[type=text]")) return;
      this.count(event.target);
      tell(event.target.value.length > LONG ? 5000 : 600);
    });
    root.addEventListener("click", (event) => this.key(event, tell));
    for (const field of root.querySelectorAll("[data-count]")) this.count(field);
  }

  radios(gap) {
    return [...gap.querySelectorAll("input[type=radio]")];
  }

  field(gap) {
    return gap.matches("input, textarea, select") ? gap : null;
  }

  one(gap) {
    const text = this.field(gap)?.value ?? this.radios(gap).find((radio) => radio.checked)?.value ?? "";
    return text.trim() === "" ? null : given(text, gap.dataset.gap);
  }

  read() {
    const values = this.gaps.map((gap) => this.one(gap));
    return values.every((value) => value === null) ? null : values;
  }

  put(response) {
    const values = Array.isArray(response) ? response : [];
    this.gaps.forEach((gap, place) => {
      const text = values[place] === null || values[place] === undefined ? "" : String(values[place]);
      const field = this.field(gap);
      if (field) field.value = text;
      else for (const radio of this.radios(gap)) radio.checked = radio.value === text;
      if (field?.dataset.count) this.count(field);
    });
  }

  /** Keys on the screen: a sign or comma goes where the cursor stands. */
  key(event, tell) {
    const press = event.target.closest("[data-key]");
    if (!press) return;
    const field = press.closest("[data-keys]").querySelector("input");
    const { selectionStart: start, selectionEnd: end, value } = field;
    const next = value.slice(0, start) + press.dataset.key + value.slice(end);
    if (press.dataset.key === "-") field.value = value.startsWith("-") ? value.slice(1) : `-${value}`;
    else if (field.maxLength < 0 || next.length <= field.maxLength) field.value = next;
    if (field.maxLength > 0) field.value = field.value.slice(0, field.maxLength);
    const at = Math.max(0, start + field.value.length - value.length);
    field.focus({ preventScroll: true });
    field.setSelectionRange(at, at);
    tell(600);
  }

  /** The number of words, said under the field. */
  count(field) {
    const place = field.dataset?.count && this.root.querySelector(`#${CSS.escape(field.dataset.count)}`);
    if (place) place.textContent = field.value.trim() ? field.value.trim().split(/\s+/u).length : 0;
  }

  focus() {
    const gap = this.gaps[0];
    const radios = gap ? this.radios(gap) : [];
    (this.field(gap) ?? radios.find((radio) => radio.checked) ?? radios[0])?.focus({ preventScroll: true });
  }
}
