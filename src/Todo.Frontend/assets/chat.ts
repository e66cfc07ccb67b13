// The chat page: sends without a reload and shows the answer while it is made. Everything here also works as plain forms.
import { AnswerView, field, part } from "./chat-answer.js";
import { answer, Approvals } from "./chat-approvals.js";
import { Refused, stop, undo, type Message } from "./chat-calls.js";
import { becomes } from "./chat-conversation.js";
import { addMessage, isAtBottom, toBottom } from "./chat-log.js";
import { ChatStream, type Listener } from "./chat-stream.js";
import type { ChatEvent } from "./chat-wire.js";

const page = part(document, "#chat");
const log = part(page, "#log");
const live = part(page, "#live");
const state = part(page, "#chat-status");
const trouble = part(page, "#trouble");
const form = part(page, "#chat-form") as HTMLFormElement;
const composer = part(form, "#message") as HTMLTextAreaElement;
const sendButton = part(form, "#send") as HTMLButtonElement;
const stopForm = part(page, "#stop-form");

const stream = new ChatStream(Number(page.dataset.conversation) || null, Number(page.dataset.lastEvent));
const approvals = new Approvals(part(page, "#approvals"), () => stream.conversation);
const leaving = new AbortController();

let view: AnswerView | null = null;
let isBusy = false;
// The text that went with the present id: another text is another message.
let sent: string | null = null;

const listener: Listener = {
  event: show,
  cut: () => { state.textContent = "Connection lost. Reconnecting…"; },
  back: () => { state.textContent = "The assistant is answering…"; },
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!isBusy && composer.value.trim() !== "") {
    void say(composer.value.trim());
  }
});

composer.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("submit", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLFormElement)) {
    return;
  }

  if (target === stopForm) {
    event.preventDefault();
    void halt();
  } else if (target.matches(".undo")) {
    event.preventDefault();
    void takeBack(target);
  } else if (target.closest(".approval") !== null && event.submitter instanceof HTMLButtonElement) {
    event.preventDefault();
    void decideOn(target, event.submitter.value === "true");
  }
});

window.addEventListener("pagehide", () => { leaving.abort(); });

part(page, "#refresh").hidden = true;
if (page.dataset.status === "running") {
  void busy(() => stream.resume(listener, leaving.signal));
} else if (document.querySelector(".client-approvals") === null) {
  toBottom();
}

async function say(text: string): Promise<void> {
  const id = field(form, "message_id");
  if (sent !== null && sent !== text) {
    id.value = crypto.randomUUID();
  }

  sent = text;
  const message: Message = { id: id.value, text, conversation: stream.conversation };
  const mine = addMessage(log, text);
  composer.focus();
  await busy(async () => {
    try {
      await stream.run(message, listener, leaving.signal);
    } finally {
      // Until it has arrived the text stays in the field, and its id with it: sending it again does nothing twice.
      if (sent === text) {
        mine.remove();
      }
    }
  });
}

/** While something is read: the page shows it, and afterwards whether it went well. */
async function busy(work: () => Promise<void>): Promise<void> {
  isBusy = true;
  trouble.replaceChildren();
  state.textContent = "The assistant is answering…";
  sendButton.disabled = true;
  stopForm.hidden = stream.conversation === null;
  try {
    await work();
  } catch (error) {
    if (leaving.signal.aborted) {
      return;
    }

    state.textContent = "";
    fail(error);
  } finally {
    isBusy = false;
    sendButton.disabled = false;
    stopForm.hidden = true;
    if (document.activeElement === document.body) {
      composer.focus(); // the button that had the focus is gone
    }
  }
}

function show(event: ChatEvent): void {
  const follows = isAtBottom();
  switch (event.kind) {
    case "start":
      begun(event.conversation);
      present().start(event.turn, event.step);
      break;
    case "text":
      present().say(event.step, event.text);
      break;
    case "tool":
      present().tool(event.call, event.name, event.arguments, event.isOver ? event : null);
      break;
    case "approval":
      approvals.ask(event.approval, composer.value === "");
      break;
    case "error":
      if (!event.isResumable) {
        present().note(event.message);
      }

      break;
    case "done":
      // Only now, and once, into the log that screen readers announce.
      present().finish(event.answer, stream.conversation);
      log.append(present().element);
      view = null;
      state.textContent = event.answer.approvals.length > 0 ? "The assistant waits for your answer." : event.answer.status === "stopped" ? "Stopped." : "Answer complete.";
      event.answer.approvals.forEach((approval) => { approvals.ask(approval, false); });
      void approvals.refresh().catch(() => undefined); // a card too many says itself that it waits no more
      break;
    case "other":
      break;
  }

  if (follows) {
    toBottom();
  }
}

/** The message has arrived: the field is free for the next one. */
function begun(conversation: number): void {
  if (sent !== null) {
    if (composer.value.trim() === sent) {
      composer.value = "";
    }

    sent = null;
    field(form, "message_id").value = crypto.randomUUID();
  }

  stopForm.hidden = false;
  if (field(form, "conversation").value === "") {
    becomes(page, conversation, log.querySelector(".turn.user .text")?.textContent ?? "");
  }
}

async function halt(): Promise<void> {
  if (stream.conversation !== null) {
    state.textContent = "Stopping…";
    await stop(stream.conversation).catch(fail);
  }
}

async function takeBack(target: HTMLFormElement): Promise<void> {
  const button = part(target, "button") as HTMLButtonElement;
  const note = part(target.closest(".turn") ?? target, ".turn-note");
  button.disabled = true;
  try {
    note.textContent = await undo(Number(field(target, "turn").value));
    target.remove();
    composer.focus();
  } catch (error) {
    button.disabled = false;
    note.textContent = reasonOf(error);
  }

  note.hidden = false;
  state.textContent = note.textContent;
}

async function decideOn(target: HTMLFormElement, approve: boolean): Promise<void> {
  const card = target.closest<HTMLElement>(".approval");
  if (card === null) {
    return;
  }

  if (field(target, "conversation").value === "") {
    const given = await answer(card, approve);
    if (given !== null) {
      state.textContent = given.text;
      notice(given.text);
    }

    return;
  }

  if (isBusy) {
    state.textContent = "Wait until the answer is complete, then say yes or no.";
    return;
  }

  await busy(async () => {
    // The answer to the call comes when all is over; what happens until then is read meanwhile.
    const progress = { isOver: false, isDone: false };
    const decision = answer(card, approve).finally(() => { progress.isOver = true; });
    for (let isLast = false; !progress.isDone && !isLast;) {
      isLast = progress.isOver;
      progress.isDone = await stream.look(listener, leaving.signal).catch(() => false);
      await pause(progress.isDone || isLast ? 0 : 200);
    }

    await decision;
    if (!progress.isDone) {
      state.textContent = approvals.any ? "The assistant waits for your answer." : "";
    }
  });
  if (!approvals.any) {
    composer.focus();
  }
}

function fail(error: unknown): void {
  const text = document.createElement("p");
  text.textContent = reasonOf(error);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button";
  const isMine = sent !== null;
  again.textContent = isMine ? "Try again" : "Reconnect";
  again.addEventListener("click", () => {
    trouble.replaceChildren();
    composer.focus();
    if (isMine) {
      form.requestSubmit();
    } else {
      void busy(() => stream.resume(listener, leaving.signal));
    }
  });
  trouble.replaceChildren(text, again);
  if (isMine) {
    view?.element.remove();
    view = null;
    composer.focus();
  }
}

function reasonOf(error: unknown): string {
  return sent !== null && !(error instanceof Refused)
    ? "Your message did not get through. It is still in the field: try again."
    : error instanceof Error ? error.message : "That did not work. Try again.";
}

function notice(text: string): void {
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = text;
  document.querySelector(".client-approvals")?.append(note);
}

function present(): AnswerView {
  if (view === null) {
    view = new AnswerView();
    live.append(view.element);
  }

  return view;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}
