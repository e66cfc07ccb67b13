// An answer while it is made: tools as a line each, text as it comes. Everything is set as text, nothing as markup.
import type { Answer, ToolCall } from "./chat-wire.js";

// The beginnings of the names of tools that only read, as the server has them.
const reading = ["list_", "find_", "get_", "search_", "export_"];

export class AnswerView {
  readonly element: HTMLElement;
  readonly #said: HTMLElement;
  readonly #tools: HTMLElement;
  readonly #paragraphs = new Map<number, HTMLElement>();
  readonly #lines = new Map<string, HTMLElement>();
  #turn: number | null = null;

  constructor() {
    this.element = clone("#answer-template", ".turn");
    this.#said = part(this.element, ".said");
    this.#tools = part(this.element, ".tool-lines");
    this.element.setAttribute("aria-busy", "true");
    this.element.classList.add("making");
  }

  /** A turn begins, or goes on at a step: what was shown of this step and later ones comes again. */
  start(turn: number, step: number): void {
    this.#turn = turn;
    for (const [number, paragraph] of this.#paragraphs) {
      if (number >= step) {
        paragraph.remove();
        this.#paragraphs.delete(number);
      }
    }
  }

  say(step: number, text: string): void {
    let paragraph = this.#paragraphs.get(step);
    if (paragraph === undefined) {
      paragraph = document.createElement("p");
      this.#paragraphs.set(step, paragraph);
      this.#said.append(paragraph);
    }

    paragraph.append(text);
  }

  tool(call: string, name: string, given: unknown, outcome: { text: string | null; isError: boolean } | null): void {
    let line = this.#lines.get(call);
    if (line === undefined) {
      line = clone("#tool-template", ".tool-line");
      part(line, ".tool-arguments").textContent = JSON.stringify(given, null, 2);
      this.#lines.set(call, line);
      this.#tools.append(line);
      this.#tools.hidden = false;
    }

    const [state, note] = outcome === null ? ["running", " (in progress)"] : outcome.isError ? ["failed", " (failed)"] : ["done", ""];
    line.className = `tool-line ${state}`;
    part(line, ".tool-text").textContent = outcome?.text?.split("\n", 1)[0]?.replace(/[:.]$/, "") ?? named(name) + (outcome === null ? "…" : "");
    part(line, ".tool-note").textContent = note;
  }

  /** It is complete: what came before this page was there is filled in from the whole. */
  finish(answer: Answer, conversation: number | null): void {
    this.element.removeAttribute("aria-busy");
    this.element.classList.remove("making");
    this.element.classList.add(answer.status);
    if (this.#text() !== flat(answer.text)) {
      const whole = document.createElement("p");
      whole.textContent = answer.text;
      this.#said.replaceChildren(whole);
    }

    if (this.#lines.size < answer.calls.length) {
      this.#tools.replaceChildren();
      this.#lines.clear();
      answer.calls.forEach((call, index) => {
        this.tool(String(index), call.name, call.arguments, { text: sentence(call), isError: isError(call) });
      });
    }

    for (const line of this.#tools.querySelectorAll(".running")) {
      line.remove(); // it waits for a yes, or was stopped: it has not run
    }

    this.#tools.hidden = this.#tools.childElementCount === 0;
    const note = answer.status === "stopped" ? "Stopped." : answer.status === "failed" ? "This could not be finished." : null;
    if (note !== null) {
      this.note(note);
    }

    if (this.#turn !== null && answer.calls.some(isChange)) {
      const undo = part(this.element, ".undo");
      field(undo, "turn").value = String(this.#turn);
      field(undo, "conversation").value = String(conversation ?? "");
      undo.hidden = false;
    }
  }

  note(text: string): void {
    const note = part(this.element, ".turn-note");
    note.textContent = text;
    note.hidden = false;
  }

  #text(): string {
    return flat([...this.#paragraphs.values()].map((paragraph) => paragraph.textContent).join(" "));
  }
}

/** A copy of what a template of the page holds. */
export function clone(template: string, inner: string): HTMLElement {
  const source = document.querySelector<HTMLTemplateElement>(template);
  const element = source?.content.querySelector(inner)?.cloneNode(true);
  if (!(element instanceof HTMLElement)) {
    throw new Error(`The page has no ${template}.`);
  }

  return element;
}

/** The part of an element that it always has. */
export function part(element: ParentNode, selector: string): HTMLElement {
  const found = element.querySelector<HTMLElement>(selector);
  if (found === null) {
    throw new Error(`The page has no ${selector}.`);
  }

  return found;
}

export function field(form: ParentNode, name: string): HTMLInputElement {
  const found = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (found === null) {
    throw new Error(`The form has no field ${name}.`);
  }

  return found;
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function named(tool: string): string {
  const words = tool.replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function sentence(call: ToolCall): string {
  const title = resultOf(call).title;
  return named(call.name) + (typeof title === "string" ? `: “${title}”` : "");
}

function isError(call: ToolCall): boolean {
  return resultOf(call).error !== undefined;
}

function isChange(call: ToolCall): boolean {
  return call.name !== "undo" && !isError(call) && !reading.some((beginning) => call.name.startsWith(beginning));
}

function resultOf(call: ToolCall): Record<string, unknown> {
  return typeof call.result === "object" && call.result !== null ? { ...call.result } : {};
}
