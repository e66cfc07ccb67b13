// What waits for the person's yes: cards with the exact effect and two buttons, as the page's own forms.
import { decide, listApprovals, Refused } from "./chat-calls.js";
import { clone, field, part } from "./chat-answer.js";
export class Approvals {
    #element;
    #conversation;
    /** @param element Where the cards of this conversation are. */
    constructor(element, conversation) {
        this.#element = element;
        this.#conversation = conversation;
    }
    get any() {
        return this.#element.childElementCount > 0;
    }
    /** Shows a card; the focus goes there unless the person is writing. */
    ask(approval, mayFocus) {
        if (this.#find(approval.id) !== null) {
            return;
        }
        const card = clone("#approval-template", ".approval");
        card.dataset.approval = approval.id;
        part(card, ".approval-effect").textContent = approval.effect;
        const until = part(card, ".approval-until");
        until.setAttribute("datetime", approval.expiresAt);
        until.textContent = new Date(approval.expiresAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        const form = part(card, "form");
        form.setAttribute("action", `/chat/approvals/${approval.id}`);
        field(form, "conversation").value = String(this.#conversation() ?? "");
        this.#element.append(card);
        if (mayFocus) {
            card.focus();
        }
    }
    /** Takes away what waits no more. */
    async refresh() {
        if (this.any) {
            const waiting = new Set((await listApprovals()).map((approval) => approval.id));
            for (const card of this.#element.querySelectorAll(".approval")) {
                if (!waiting.has(card.dataset.approval ?? "")) {
                    card.remove();
                }
            }
        }
    }
    #find(id) {
        return [...this.#element.querySelectorAll(".approval")].find((card) => card.dataset.approval === id) ?? null;
    }
}
/** Gives the person's answer and takes the card away; when that fails the card says why and stays. */
export async function answer(card, approve) {
    const buttons = [...card.querySelectorAll("button")];
    buttons.forEach((button) => { button.disabled = true; });
    try {
        const given = await decide(card.dataset.approval ?? "", approve);
        card.remove();
        return given;
    }
    catch (error) {
        buttons.forEach((button) => { button.disabled = false; });
        const alert = card.querySelector(".approval-trouble") ?? document.createElement("p");
        alert.className = "approval-trouble";
        alert.setAttribute("role", "alert");
        card.append(alert);
        alert.textContent = error instanceof Refused ? error.message : "That did not get through. Try again.";
        return null;
    }
}
