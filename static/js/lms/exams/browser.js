// What Safe Exam Browser tells a page of its configuration. On iOS and macOS no request carries it;
// the page asks there and sends it with its own address, for which it was made.

const PATIENCE = 5_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** "<value> <address>", or "" in any other browser. */
export async function shown() {
  const security = window.SafeExamBrowser?.security;
  if (!security) return "";
  if (!security.configKey && security.updateKeys) {
    // Called back by its name, where at all: so the value itself is waited for.
    window.lopsoKeysUpdated = function lopsoKeysUpdated() {};
    security.updateKeys(window.lopsoKeysUpdated);
    const until = performance.now() + PATIENCE;
    while (!security.configKey && performance.now() < until) await pause(100);
  }
  return security.configKey ? `${security.configKey} ${window.location.href.split("#")[0]}` : "";
}
