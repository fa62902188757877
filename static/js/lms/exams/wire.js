// Requests of the exam page. Every one has a time limit; "offline" is anything but an answer.

const DOOR = "/exams/door/";

/** `status` where the server answered, but could not do it (its database is away, its disk full). */
export class Offline extends Error {
  constructor(reason, status = 0) {
    super(reason);
    this.status = status;
  }
}

async function ask(address, options = {}, limit = 10_000) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), limit);
  const askedAt = performance.now();
  try {
    const response = await fetch(address, { ...options, signal: control.signal, cache: "no-store" });
    const { status } = response;
    if (status >= 500 && status !== 507) throw new Offline(`status ${status}`, status);
    const type = response.headers.get("Content-Type") ?? "";
    const body = type.includes("json") ? await response.json() : {};
    return { status, body, askedAt };
  } catch (error) {
    throw error instanceof Offline ? error : new Offline(String(error));
  } finally {
    clearTimeout(timer);
  }
}

function post(address, headers, body, limit) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
  return ask(address, options, limit);
}

/** What Safe Exam Browser told the page goes along where the configuration is asked for. */
const browser = (shown) => (shown ? { "X-Exam-Browser": shown } : {});

export const start = (entry, code, device, shown) =>
  post(`${DOOR}start`, { "X-Entry": entry, ...browser(shown) }, { code, device }, 20_000);

export const sitting = (token, shown) =>
  ask(`${DOOR}sitting`, { headers: { "X-Attempt": token, ...browser(shown) } }, 20_000);

export const time = (token) => ask(`${DOOR}time`, { headers: { "X-Attempt": token } });

export const pulse = (token) => ask(`${DOOR}pulse`, { headers: { "X-Attempt": token } });

export const save = (token, answers) =>
  post(`${DOOR}answers`, { "X-Attempt": token }, { answers });

export const enterPart = (token, part) => post(`${DOOR}part`, { "X-Attempt": token }, { part });

export const facts = (token, noted) => post(`${DOOR}facts`, { "X-Attempt": token }, { facts: noted });

export const handIn = (address, token) => post(address, { "X-Attempt": token }, {});

export const takeOver = (address, csrf, device, shown) =>
  post(address, { "X-CSRFToken": csrf, ...browser(shown) }, { device }, 20_000);

/** Send a file of an answer: its uid, why it was refused, or null when it did not get through. */
export async function upload(token, item, key, file) {
  const body = new FormData();
  body.append("file", file, file.name);
  const headers = { "X-Attempt": token, "X-Item": String(item), "X-Upload": key };
  try {
    const answer = await ask("/exams/uploads", { method: "POST", headers, body }, 120_000);
    if (answer.status === 200) return answer.body;
    return { refused: answer.body.refused ?? "refused" };
  } catch (error) {
    if (error instanceof Offline) return null;
    throw error;
  }
}
