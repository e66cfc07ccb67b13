// The chat's routes for this page. What identifies the person is the cookie; the header says that this page asks.
import { readAnswer, readApprovals, readMessage, readProblem } from "./chat-wire.js";
/** The server said no: asking the same again at once would give the same. */
export class Refused extends Error {
    status;
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}
/** Sends a message, or the same one again, and gives the stream of its events. */
export function send(message, signal) {
    return stream("/app/chat", { conversation_id: message.conversation, message: message.text, message_id: message.id }, signal);
}
/** The events of a conversation after a number. */
export function follow(conversation, after, signal) {
    return stream(`/app/chat/${conversation}/events`, { after }, signal);
}
export async function stop(conversation) {
    await post(`/app/chat/${conversation}/stop`, {});
}
export async function decide(approval, approve) {
    return readAnswer(await json(`/app/chat/approvals/${approval}`, { approve }));
}
export async function listApprovals() {
    return readApprovals(await json("/app/chat/approvals", {}));
}
/** Takes a turn back; gives what was done in a sentence. */
export async function undo(turn) {
    return readMessage(await json("/app/chat/undo", { turn }));
}
async function stream(path, body, signal) {
    const response = await post(path, body, signal);
    if (response.body === null) {
        throw new TypeError("The answer has no body.");
    }
    return response.body;
}
async function json(path, body) {
    return (await post(path, body)).json();
}
async function post(path, body, signal) {
    const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Todo-App": "1" },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) {
        return response;
    }
    if (response.status === 401) {
        window.location.assign(`/sign-in?reason=ended&return=${encodeURIComponent(window.location.pathname)}`);
        throw new Refused(401, "Your session has ended.");
    }
    // What comes back by itself is tried again; anything else is the person's to know.
    if (response.status === 502 || response.status === 503 || response.status === 504) {
        throw new TypeError("We are away for a moment.");
    }
    throw new Refused(response.status, response.status === 429 ? "That was too fast. Wait a moment, then try again." : await reason(response));
}
async function reason(response) {
    const problem = await response.json().catch(() => null);
    return readProblem(problem) ?? "That did not work. Try again in a moment.";
}
