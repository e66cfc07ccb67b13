// Server-sent events of a response (WHATWG HTML 9.2.6), which EventSource can't read: it neither posts nor sends headers.
/** Takes text in whatever pieces it comes and gives the events that are complete. */
export class EventParser {
    #rest = "";
    #isFirst = true;
    #id = "";
    #name = "";
    #data = [];
    push(piece) {
        let text = this.#rest + piece;
        if (this.#isFirst && text !== "") {
            this.#isFirst = false;
            text = text.startsWith("\uFEFF") ? text.slice(1) : text;
        }
        const events = [];
        let from = 0;
        for (const end of text.matchAll(/\r\n|\n|\r/g)) {
            // A line feed that belongs to this carriage return may still come.
            if (end[0] === "\r" && end.index === text.length - 1) {
                break;
            }
            const event = this.#line(text.slice(from, end.index));
            from = end.index + end[0].length;
            if (event !== null) {
                events.push(event);
            }
        }
        this.#rest = text.slice(from);
        return events;
    }
    #line(line) {
        if (line === "") {
            return this.#take();
        }
        const colon = line.indexOf(":");
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "data") {
            this.#data.push(value);
        }
        else if (field === "event") {
            this.#name = value;
        }
        else if (field === "id" && !value.includes("\0")) {
            this.#id = value;
        }
        return null;
    }
    #take() {
        const event = this.#data.length > 0 ? { id: this.#id, name: this.#name === "" ? "message" : this.#name, data: this.#data.join("\n") } : null;
        this.#name = "";
        this.#data = [];
        return event;
    }
}
/**
 * The events of a body as they come. What is incomplete at its end is no event.
 * @param patience Milliseconds without anything, be it a comment, after which the connection counts as dead: the server says
 * something every 15 seconds.
 */
export async function* readEvents(body, patience = 45_000) {
    const reader = body.getReader();
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const parser = new EventParser();
    try {
        for (;;) {
            const { done, value } = await within(patience, reader.read());
            if (done) {
                return;
            }
            yield* parser.push(decoder.decode(value, { stream: true }));
        }
    }
    finally {
        await reader.cancel().catch(() => undefined);
    }
}
function within(milliseconds, work) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => { reject(new Error("The connection is silent.")); }, milliseconds);
        work.then(resolve, reject).finally(() => { clearTimeout(timer); });
    });
}
