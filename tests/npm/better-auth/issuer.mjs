// A real Better Auth server as an external issuer. Prints one JSON line {port, token, userId} and serves until its input ends.
// Usage: node issuer.mjs EdDSA|ES256|RS256|HS256 [secret]
import http from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { bearer, jwt } from "better-auth/plugins";
import { SignJWT } from "jose";

const [algorithm, secret] = process.argv.slice(2);
const server = http.createServer((request, response) => handler(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();
const baseURL = `http://127.0.0.1:${port}`;

const claims = { issuer: "https://auth.example", audience: "todo-api" };
const options =
  algorithm === "HS256"
    ? {
        jwks: { remoteUrl: `${baseURL}/none`, keyPairConfig: { alg: "ES256" } },
        jwt: { ...claims, sign: (payload) => new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret)) },
      }
    : { jwks: { keyPairConfig: { alg: algorithm } }, jwt: claims };

const auth = betterAuth({
  baseURL,
  secret: "only for this process of the tests, thrown away after",
  database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
  emailAndPassword: { enabled: true },
  plugins: [jwt(options), bearer()],
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
});
const handler = toNodeHandler(auth);

const call = async (path, session, body) => {
  const response = await fetch(`${baseURL}/api/auth/${path}`, {
    method: body ? "POST" : "GET",
    headers: { origin: baseURL, ...(body ? { "content-type": "application/json" } : {}), ...(session ? { authorization: `Bearer ${session}` } : {}) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  return response.json();
};

const user = await call("sign-up/email", null, { name: "Ada", email: "ada@example.com", password: "a long and unusual password" });
const { token } = await call("token", user.token);
console.log(JSON.stringify({ port, token, userId: user.user.id }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
