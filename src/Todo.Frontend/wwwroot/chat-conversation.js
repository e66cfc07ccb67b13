// A page on which nothing has been said yet becomes the page of the conversation that begins.
import { field, part } from "./chat-answer.js";
/** @param first What the person has said first: the title is made of it. */
export function becomes(page, conversation, first) {
    const title = titleOf(first);
    field(part(page, "#chat-form"), "conversation").value = String(conversation);
    history.replaceState(null, "", `/chat/${conversation}`);
    part(page, "#conversation").textContent = title;
    document.title = `${title} · Todo`;
    field(part(page, ".rename-form"), "title").value = title;
    for (const form of page.querySelectorAll("form[data-path]")) {
        form.action = `/chat/${conversation}/${form.dataset.path ?? ""}`;
    }
    part(page, "#chat-tools").hidden = false;
    const link = document.createElement("a");
    link.href = `/chat/${conversation}`;
    link.textContent = title;
    link.setAttribute("aria-current", "page");
    const item = document.createElement("li");
    item.append(link);
    part(document, "#conversations").prepend(item);
    document.querySelector("#no-conversations")?.remove();
}
// As the server makes it: the first line, up to 80 code points.
function titleOf(text) {
    return Array.from(text.split(/[\r\n]/, 1)[0] ?? "").slice(0, 80).join("");
}
