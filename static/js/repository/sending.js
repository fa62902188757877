// A file on its way to the server by tus 1.0: in pieces, so that it goes on where it was cut off.

const FIRST = 1 << 20;
const LEAST = 1 << 18;
const MOST = 8 << 20;
const SECONDS = 6; // how long a piece should take
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 20_000];
const AGAIN = [0, 409, 423, 500, 502, 503, 504];

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** What tells a file from others of the same name, also after a reload. */
export const markOf = (file, unit) => [unit, file.name, file.size, file.lastModified].join("|").slice(-300);

export class Sending {
  /** `desk`: {url, token, unit, more: what else is said of it}; `at` the address of one that was begun; `told()` at each change. */
  constructor(file, desk, at, told) {
    Object.assign(this, { file, desk, at, told, state: "waiting", sent: 0, why: "", piece: FIRST, tries: 0 });
  }

  say(state, why = "") {
    Object.assign(this, { state, why });
    this.told(this);
  }

  pause() {
    this.say("paused");
    this.request?.abort();
    this.wake?.();
  }

  async discard() {
    this.pause();
    if (this.at) await this.ask("DELETE", this.at, {});
  }

  /** Send until all is there; resolves when there is nothing more to do for now. */
  async go() {
    this.say("sending");
    let known = 0;
    if (this.at) known = null;
    while (this.state !== "paused") {
      const answer = await this.step(known);
      if (this.state === "paused") return;
      if (AGAIN.includes(answer.status)) {
        known = null;
        await this.rest(answer.status);
        continue;
      }
      if (answer.status === 404 || answer.status === 410) {
        if (!this.at) return this.say("failed");
        this.at = null;
        known = 0;
        continue;
      }
      // 400 is what the token of an ended session gets, 405 the page to sign in.
      if (!answer.tus || answer.status === 400) return this.say("failed", answer.status === 403 ? "403" : "signedOut");
      if (answer.status >= 300) return this.say("failed", String(answer.status));
      this.tries = 0;
      this.at = answer.location || this.at;
      this.became = answer.became || this.became;
      known = answer.offset;
      this.sent = known;
      if (known === this.file.size && answer.ended) return this.say("sent");
      this.say("sending");
    }
  }

  /** The next request: where it stands, its beginning, or a piece. */
  async step(known) {
    if (!this.at) return { ...(await this.begin()), offset: 0, ended: !this.file.size };
    if (known === null) return this.ask("HEAD", this.at, {});
    const part = this.file.slice(known, known + this.piece);
    const since = Date.now();
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(known) };
    const answer = await this.ask("PATCH", this.at, headers, part);
    if (answer.status === 204) {
      const rate = part.size / Math.max(0.05, (Date.now() - since) / 1_000);
      this.piece = Math.round(Math.min(MOST, Math.max(LEAST, rate * SECONDS, this.piece / 2)));
      answer.ended = true;
    } else if (!answer.status) this.piece = Math.max(LEAST, this.piece / 2);
    return answer;
  }

  begin() {
    const said = { filename: this.file.name, mark: markOf(this.file, this.desk.unit), unit: this.desk.unit, ...this.desk.more };
    const pairs = Object.entries(said).map(([key, value]) => `${key} ${base64(value)}`.trim());
    return this.ask("POST", this.desk.url, {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": pairs.join(","),
    });
  }

  ask(method, url, headers, body = null) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, url);
      const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.desk.token, ...headers };
      for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
      const base = this.sent;
      if (body)
        request.upload.onprogress = (event) => {
          this.sent = base + event.loaded;
          this.told(this);
        };
      request.onloadend = () =>
        resolve({
          status: request.status,
          tus: request.getResponseHeader("Tus-Resumable") !== null,
          location: request.getResponseHeader("Location"),
          became: request.getResponseHeader("Content-Location"),
          offset: Number(request.getResponseHeader("Upload-Offset") ?? 0),
        });
      request.send(body);
    });
  }

  /** Wait a little, or until the network is back. */
  async rest(status) {
    const wait = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    if (this.tries > 2 || !status) this.say("lost");
    await new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, wait);
      window.addEventListener("online", resolve, { once: true });
    });
    this.wake = null;
  }
}
