// The real client of Better Auth against a backend: every step of an account's life, with a JSON line for each.
// Usage: node client.mjs http://host:port
import assert from "node:assert/strict";
import { createAuthClient } from "better-auth/client";
import { jwtClient } from "better-auth/client/plugins";

const baseURL = process.argv[2];
let session;
let header;
const client = createAuthClient({
  baseURL,
  plugins: [jwtClient()],
  fetchOptions: {
    auth: { type: "Bearer", token: () => session },
    onSuccess: (context) => {
      header = context.response.headers.get("set-auth-token") ?? header;
    },
  },
});

const email = `client-${crypto.randomUUID()}@example.com`;
const password = "a long and unusual password";

const step = (name) => console.log(JSON.stringify({ step: name }));
const ok = ({ data, error }) => {
  assert.equal(error, null, JSON.stringify(error));
  return data;
};
const failed = ({ data, error }, status, code) => {
  assert.equal(data, null);
  assert.equal(error.status, status);
  assert.equal(error.code, code);
  assert.ok(error.message.length > 0);
};

const signedUp = ok(await client.signUp.email({ name: "Ada", email, password }));
assert.equal(signedUp.user.email, email);
assert.ok(header.startsWith(`${signedUp.token}.`));
step("sign-up");

failed(await client.signUp.email({ name: "Ada", email, password }), 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
failed(await client.signUp.email({ name: "Ada", email: `x${email}`, password: "short" }), 400, "PASSWORD_TOO_SHORT");
failed(await client.signIn.email({ email, password: "not the password" }), 401, "INVALID_EMAIL_OR_PASSWORD");
step("refusals");

session = ok(await client.signIn.email({ email, password })).token;
step("sign-in");

const current = ok(await client.getSession());
assert.equal(current.user.id, signedUp.user.id);
assert.equal(current.session.token, session);
assert.ok(current.session.expiresAt instanceof Date);
step("session");

session = header; // SESSION.signature works as well
assert.equal(ok(await client.getSession()).user.id, signedUp.user.id);
step("signed session");

const { token } = ok(await client.token());
assert.equal(JSON.parse(Buffer.from(token.split(".")[1], "base64url")).sub, signedUp.user.id);
const settings = await fetch(`${baseURL}/api/settings`, { headers: { authorization: `Bearer ${token}` } });
assert.equal(settings.status, 200);
step("token");

assert.equal(ok(await client.listSessions()).length, 2);
step("list");

failed(await client.changePassword({ currentPassword: "not the password", newPassword: `${password}!` }), 400, "INVALID_PASSWORD");
const changed = ok(await client.changePassword({ currentPassword: password, newPassword: `${password}!`, revokeOtherSessions: true }));
session = changed.token;
assert.equal(ok(await client.listSessions()).length, 1);
step("change of password");

ok(await client.updateUser({ name: "Bea" }));
assert.equal(ok(await client.getSession()).user.name, "Bea");
step("update");

assert.equal(ok(await client.signOut()).success, true);
assert.equal(ok(await client.getSession()), null);
const after = await fetch(`${baseURL}/api/settings`, { headers: { authorization: `Bearer ${token}` } });
assert.equal(after.status, 401);
step("sign-out");
