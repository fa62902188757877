// "files": photographs and files, each sent by itself as soon as it is chosen, and again until it
// has arrived; the answer is the list of their uids. What has not arrived is kept on the device like
// an answer, where it can keep files, and goes on being sent after a reload; `context.kept` says how.

const WAITS = [1000, 3000, 8000, 15_000];
const LONGEST_SIDE = 2400;
const LIGHT = 1_200_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function word() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A photograph of a telephone, small enough for a weak line; the file itself where that fails. */
async function lightened(file) {
  if (file.size <= LIGHT || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

export class Files {
  constructor(root, tell, context) {
    this.root = root;
    this.tell = tell;
    this.context = context;
    this.most = Number(root.dataset.most);
    this.list = root.querySelector("[data-files]");
    this.news = root.querySelector("[data-news]");
    this.texts = { ...root.querySelector("[data-texts]").dataset };
    this.files = [];
    this.inputs = [...root.querySelectorAll("input[type=file]")];
    for (const input of this.inputs) input.addEventListener("change", (event) => this.chosen(event));
    window.addEventListener("online", () => this.wake?.());
    window.addEventListener("beforeunload", (event) => {
      if (this.onTheWay) event.preventDefault();
    });
  }

  /** Go on sending what an earlier page left. */
  takeUp(rows) {
    for (const { key, name, content } of rows) {
      if (this.files.some((file) => file.key === key)) continue;
      const file = { key, name, content, kept: true };
      this.files.push(file);
      this.send(file);
    }
    this.paint();
  }

  /** Keep a file on the device until it has arrived; without room there the page alone has it. */
  async keep(file) {
    try {
      file.kept = await this.context.kept.put({ key: file.key, name: file.name, content: file.content });
    } catch {
      file.kept = false;
    }
    if (!this.files.includes(file) || file.refused) await this.forget(file);
    this.paint();
  }

  async forget(file) {
    file.content = null;
    await this.context.kept.remove(file.key).catch(() => {});
  }

  read() {
    const uids = this.files.filter((file) => file.uid).map((file) => file.uid);
    return uids.length ? uids : null;
  }

  get onTheWay() {
    return this.files.filter((file) => !file.uid && !file.refused).length;
  }

  put(response) {
    const known = new Map(this.files.filter((file) => file.uid).map((file) => [file.uid, file]));
    const uids = Array.isArray(response) ? response : [];
    this.files = uids.map((uid, n) => known.get(uid) ?? { uid, name: `${this.texts.file} ${n + 1}` });
    this.paint();
  }

  async chosen(event) {
    event.stopPropagation();
    const chosen = [...event.target.files];
    event.target.value = "";
    for (const one of chosen) {
      if (this.files.length >= this.most) {
        this.say(this.texts.most);
        break;
      }
      const file = { key: word(), name: one.name, content: await lightened(one) };
      this.files.push(file);
      this.paint();
      await this.keep(file);
      this.send(file);
    }
  }

  async send(file) {
    for (let tries = 0; this.files.includes(file); tries += 1) {
      const answer = await this.context.upload(file.key, file.content);
      if (answer?.uid) {
        this.arrived(file, answer.uid);
        this.say(`${file.name}: ${this.texts.arrived}`);
        // The answer with its name goes to the device first, so that no reload loses both.
        this.tell();
        return this.forget(file);
      }
      if (answer?.refused) {
        file.refused = this.texts[answer.refused] ?? this.texts.refused;
        this.forget(file);
        this.paint();
        return this.say(`${file.name}: ${file.refused}`);
      }
      file.tries = tries + 1;
      this.paint();
      const woken = new Promise((resolve) => {
        this.wake = resolve;
      });
      await Promise.race([pause(WAITS[Math.min(tries, WAITS.length - 1)]), woken]);
    }
  }

  /** A page that was closed in between may have named the file in the answer already. */
  arrived(file, uid) {
    this.files = this.files.filter((one) => one === file || one.uid !== uid);
    file.uid = uid;
    this.paint();
  }

  say(text) {
    this.news.textContent = text;
  }

  paint() {
    this.list.replaceChildren(...this.files.map((file) => this.line(file)));
    const full = this.files.length >= this.most;
    for (const input of this.inputs) input.disabled = full || this.root.dataset.locked === "yes";
  }

  line(file) {
    const line = document.createElement("li");
    line.className = "answer-file";
    const name = document.createElement("span");
    name.className = "answer-file-name";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "answer-file-state";
    const again = file.kept ? this.texts.kept : this.texts.again;
    const waiting = file.tries ? again : this.texts.sending;
    state.textContent = file.refused ?? (file.uid ? this.texts.arrived : waiting);
    state.dataset.state = file.refused ? "refused" : file.uid ? "arrived" : "sending";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-secondary btn-sm";
    drop.textContent = this.texts.drop;
    drop.setAttribute("aria-label", `${this.texts.drop}: ${file.name}`);
    drop.addEventListener("click", () => this.drop(file));
    line.append(name, state, drop);
    return line;
  }

  drop(file) {
    this.files = this.files.filter((one) => one !== file);
    this.forget(file);
    this.wake?.();
    this.paint();
    this.tell();
    this.focus();
  }

  focus() {
    (this.inputs.find((input) => !input.disabled) ?? this.list.querySelector("button"))?.focus({ preventScroll: true });
  }
}
