// What the chat's routes send, checked when it is read: the types below are never taken on trust.

export interface ToolCall {
  readonly name: string;
  readonly arguments: unknown;
  readonly result: unknown;
}

export interface Approval {
  readonly id: string;
  readonly effect: string;
  readonly expiresAt: string;
}

export interface Answer {
  readonly conversation: number | null;
  readonly text: string;
  readonly status: string;
  readonly calls: readonly ToolCall[];
  readonly approvals: readonly Approval[];
}

export type ChatEvent =
  | { readonly kind: "start"; readonly conversation: number; readonly turn: number; readonly step: number }
  | { readonly kind: "text"; readonly step: number; readonly text: string }
  | { readonly kind: "tool"; readonly call: string; readonly name: string; readonly arguments: unknown; readonly isOver: boolean; readonly text: string | null; readonly isError: boolean }
  | { readonly kind: "approval"; readonly approval: Approval }
  | { readonly kind: "error"; readonly message: string; readonly isResumable: boolean }
  | { readonly kind: "done"; readonly answer: Answer }
  | { readonly kind: "other" };

/** Reads the data of an event; a kind that is not known here is passed over, so that more may come. */
export function readEvent(name: string, data: string): ChatEvent {
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

export function readAnswer(value: unknown): Answer {
  const json = fields(value);
  return {
    conversation: typeof json.conversation_id === "number" ? json.conversation_id : null,
    text: text(json, "response"),
    status: text(json, "status"),
    calls: list(json, "tool_calls").map(readCall),
    approvals: list(json, "approvals").map(readApproval),
  };
}

export function readApprovals(value: unknown): Approval[] {
  return list(fields(value), "approvals").map(readApproval);
}

/** The sentence of an answer about something done, such as an undo. */
export function readMessage(value: unknown): string {
  return text(fields(value), "message");
}

/** Why a call was refused, in a sentence; null when the answer does not say. */
export function readProblem(value: unknown): string | null {
  const json = isFields(value) ? value : {};
  const errors = isFields(json.errors) ? Object.values(json.errors).flat() : [];
  return [...errors, json.detail, json.title].find((part) => typeof part === "string") ?? null;
}

function readCall(value: unknown): ToolCall {
  const json = fields(value);
  return { name: text(json, "name"), arguments: json.arguments, result: json.result };
}

function readApproval(value: unknown): Approval {
  const json = fields(value);
  return { id: text(json, "id"), effect: text(json, "effect"), expiresAt: text(json, "expires_at") };
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : unread("an object");
}

function text(json: Fields, name: string): string {
  const value = json[name];
  return typeof value === "string" ? value : unread(name);
}

function number(json: Fields, name: string): number {
  const value = json[name];
  return typeof value === "number" ? value : unread(name);
}

function list(json: Fields, name: string): unknown[] {
  const value = json[name];
  return Array.isArray(value) ? value : unread(name);
}

function unread(what: string): never {
  throw new TypeError(`The answer was not understood (${what}). Reload the page to see it.`);
}
