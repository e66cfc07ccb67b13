// What the chat's routes send, checked when it is read: the types below are never taken on trust.
/** Reads the data of an event; a kind that is not known here is passed over, so that more may come. */
export function readEvent(name, data) {
    const json = fields(JSON.parse(data));
    switch (name) {
        case "start":
            return { kind: "start", conversation: number(json, "conversation_id"), turn: number(json, "turn"), step: number(json, "step") };
        case "text":
            return { kind: "text", step: number(json, "step"), text: text(json, "text") };
        case "tool":
            return {
                kind: "tool",
                call: text(json, "call"),
                name: text(json, "name"),
                arguments: json.arguments,
                isOver: json.result !== null && json.result !== undefined,
                text: typeof json.text === "string" ? json.text : null,
                isError: json.is_error === true,
            };
        case "approval":
            return { kind: "approval", approval: readApproval(json.approval) };
        case "error":
            return { kind: "error", message: text(json, "message"), isResumable: json.resumable === true };
        case "done":
            return { kind: "done", answer: readAnswer(json.answer) };
        default:
            return { kind: "other" };
    }
}
export function readAnswer(value) {
    const json = fields(value);
    return {
        conversation: typeof json.conversation_id === "number" ? json.conversation_id : null,
        text: text(json, "response"),
        status: text(json, "status"),
        calls: list(json, "tool_calls").map(readCall),
        approvals: list(json, "approvals").map(readApproval),
    };
}
export function readApprovals(value) {
    return list(fields(value), "approvals").map(readApproval);
}
/** The sentence of an answer about something done, such as an undo. */
export function readMessage(value) {
    return text(fields(value), "message");
}
/** Why a call was refused, in a sentence; null when the answer does not say. */
export function readProblem(value) {
    const json = isFields(value) ? value : {};
    const errors = isFields(json.errors) ? Object.values(json.errors).flat() : [];
    return [...errors, json.detail, json.title].find((part) => typeof part === "string") ?? null;
}
function readCall(value) {
    const json = fields(value);
    return { name: text(json, "name"), arguments: json.arguments, result: json.result };
}
function readApproval(value) {
    const json = fields(value);
    return { id: text(json, "id"), effect: text(json, "effect"), expiresAt: text(json, "expires_at") };
}
function isFields(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function fields(value) {
    return isFields(value) ? value : unread("an object");
}
function text(json, name) {
    const value = json[name];
    return typeof value === "string" ? value : unread(name);
}
function number(json, name) {
    const value = json[name];
    return typeof value === "number" ? value : unread(name);
}
function list(json, name) {
    const value = json[name];
    return Array.isArray(value) ? value : unread(name);
}
function unread(what) {
    throw new TypeError(`The answer was not understood (${what}). Reload the page to see it.`);
}
