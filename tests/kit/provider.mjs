// A real OpenID Connect provider (oidc-provider) for tests, on this machine alone.
// node provider.mjs PORT CLIENT_ID CLIENT_SECRET REDIRECT ACCOUNTS-AS-JSON
// It prints "ready" once it listens. Its own pages for developers ask for any login.
import Provider from "oidc-provider";

const [port, clientId, secret, redirect, accounts] = process.argv.slice(2);
const known = JSON.parse(accounts);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: secret, redirect_uris: [redirect] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username"] },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_ctx, id) =>
    known[id] && { accountId: id, claims: () => ({ sub: id, ...known[id] }) },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
