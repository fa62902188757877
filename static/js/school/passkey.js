// Passkeys. Marks in the HTML: form[data-passkey="make"|"show"][data-options=address], whose hidden
// field "credential" takes the answer; it stands in a [data-passkey-place] that is hidden until
// the browser is seen to have passkeys: on HTTPS or on its own machine, under a name.
// [data-passkey-failed] says that nothing came of it.

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function asked(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const options = await answer.json();
  return { ...options, challenge: bytes(options.challenge) };
}

async function made(form) {
  const options = await asked(form);
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = key.response;
  return told(key, { clientDataJSON, attestationObject });
}

async function shown(form) {
  const options = await asked(form);
  const key = await navigator.credentials.get({
    publicKey: { ...options, allowCredentials: listed(options.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
  const parts = { clientDataJSON, authenticatorData, signature };
  return told(key, userHandle ? { ...parts, userHandle } : parts);
}

function told(key, parts) {
  const response = Object.fromEntries(
    Object.entries(parts).map(([name, buffer]) => [name, text(buffer)]),
  );
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

const named = /[a-z]/i.test(location.hostname) && !location.hostname.includes(":");
const possible = window.isSecureContext && Boolean(window.PublicKeyCredential) && named;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!possible) break;
  const place = form.closest("[data-passkey-place]");
  const failed = place.querySelector("[data-passkey-failed]");
  place.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const work = form.dataset.passkey === "make" ? made : shown;
      form.elements.credential.value = await work(form);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
