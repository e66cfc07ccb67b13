// Chat: sends without a reload. Text is only ever set as text; the log is announced by its role.
const form = document.querySelector("#chat-form");
const message = document.querySelector("#message");
const log = document.querySelector("#log");
const state = document.querySelector("#chat-status");
if (form !== null && message !== null && log !== null && state !== null) {
    start(form, message, log, state);
}
function start(form, message, log, state) {
    let busy = false;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!busy && message.value.trim() !== "") {
            busy = true;
            void send(form, message, log, state).finally(() => {
                busy = false;
            });
        }
    });
    message.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            form.requestSubmit();
        }
    });
}
async function send(form, message, log, state) {
    const conversation = field(form, "conversation");
    const messageId = field(form, "message_id");
    const text = message.value.trim();
    const mine = append(log, "user", "You: ", text);
    mine.classList.add("pending");
    state.textContent = "The assistant is answering…";
    try {
        const answer = await post(conversation.value, messageId.value, text);
        mine.classList.remove("pending");
        append(log, "assistant", "Assistant: ", answer.response);
        message.value = "";
        messageId.value = crypto.randomUUID();
        state.textContent = "";
        if (conversation.value === "") {
            conversation.value = String(answer.conversation_id);
            history.replaceState(null, "", `/chat/${answer.conversation_id}`);
        }
    }
    catch (error) {
        // The text stays in the field, and its id stays too: sending it again does nothing twice.
        mine.remove();
        state.textContent = error instanceof Error ? error.message : "That did not work. Try again.";
    }
    message.focus();
}
async function post(conversation, messageId, text) {
    const response = await fetch("/app/chat", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Todo-App": "1" },
        body: JSON.stringify({
            conversation_id: conversation === "" ? null : Number(conversation),
            message: text,
            message_id: messageId,
        }),
    });
    if (response.status === 401) {
        window.location.assign("/sign-in?reason=ended&return=/chat");
        throw new Error("Your session has ended.");
    }
    if (!response.ok) {
        throw new Error(response.status === 429 ? "That was too fast. Wait a moment and send it again." : "That did not work. Your message is still in the field: try again.");
    }
    const answer = await response.json();
    if (!isAnswer(answer)) {
        throw new Error("The answer was not understood. Reload the page to see it.");
    }
    return answer;
}
function isAnswer(value) {
    return (typeof value === "object" &&
        value !== null &&
        "conversation_id" in value &&
        typeof value.conversation_id === "number" &&
        "response" in value &&
        typeof value.response === "string");
}
function append(log, role, speaker, text) {
    document.querySelector("#hello")?.remove();
    const who = document.createElement("span");
    who.className = "hidden";
    who.textContent = speaker;
    const turn = document.createElement("div");
    turn.className = `turn ${role}`;
    turn.append(who, text);
    log.append(turn);
    turn.scrollIntoView({ block: "nearest" });
    return turn;
}
function field(form, name) {
    const element = form.elements.namedItem(name);
    if (!(element instanceof HTMLInputElement)) {
        throw new Error(`The form has no field ${name}.`);
    }
    return element;
}
export {};
