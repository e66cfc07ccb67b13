// Reads the events of a turn to its end, over as many connections as it takes. Nothing runs again by that: a message is known by
// its id, events by their numbers.
import { follow, Refused, send, type Message } from "./chat-calls.js";
import { readEvents } from "./event-stream.js";
import { readEvent, type ChatEvent } from "./chat-wire.js";

const pauses = [500, 1000, 2000, 4000, 8000, 15000];

export interface Listener {
  event(event: ChatEvent): void;
  /** The connection is cut and will be tried again. */
  cut(): void;
  /** It is back. */
  back(): void;
}

/** The connection was lost for so long that the person should know. */
export class Lost extends Error {}

/** Where one page is in the events of its conversation. */
export class ChatStream {
  conversation: number | null;
  last: number;

  constructor(conversation: number | null, last: number) {
    this.conversation = conversation;
    this.last = last;
  }

  /** Sends a message and reads on until its answer is done. */
  run(message: Message, listener: Listener, signal: AbortSignal): Promise<void> {
    let isKnown = false;
    const connect = (): Promise<ReadableStream<Uint8Array>> =>
      isKnown && this.conversation !== null ? follow(this.conversation, this.last, signal) : send(message, signal);
    return this.#read(connect, listener, signal, () => {
      isKnown = true;
    });
  }

  /** Reads what is going on in the conversation until it is done. */
  resume(listener: Listener, signal: AbortSignal): Promise<void> {
    const conversation = this.conversation;
    if (conversation === null) {
      return Promise.resolve();
    }

    return this.#read(() => follow(conversation, this.last, signal), listener, signal, () => undefined);
  }

  /** What there is after the last number, once; true when an answer's end was among it. */
  async look(listener: Listener, signal: AbortSignal): Promise<boolean> {
    if (this.conversation === null) {
      return true;
    }

    return (await this.#events(await follow(this.conversation, this.last, signal), listener, () => undefined)) === "done";
  }

  async #read(connect: () => Promise<ReadableStream<Uint8Array>>, listener: Listener, signal: AbortSignal, started: () => void): Promise<void> {
    let failures = 0;
    for (;;) {
      try {
        const body = await connect();
        if (failures > 0) {
          listener.back();
        }

        const end = await this.#events(body, listener, () => {
          failures = 0;
          started();
        });
        if (end === "done") {
          return;
        }
      } catch (error) {
        if (error instanceof Refused || signal.aborted) {
          throw error;
        }
      }

      const pause = pauses[failures];
      if (pause === undefined) {
        throw new Lost("The connection is lost. The assistant goes on without it.");
      }

      failures++;
      listener.cut();
      await wait(pause, signal);
    }
  }

  async #events(body: ReadableStream<Uint8Array>, listener: Listener, started: () => void): Promise<"done" | "cut"> {
    for await (const { id, name, data } of readEvents(body)) {
      const number = Number(id);
      if (id !== "" && number <= this.last && name !== "error") {
        continue; // a message that is sent again tells its events again
      }

      const event = readEvent(name, data);
      if (event.kind === "start") {
        this.conversation = event.conversation;
      }

      started();
      if (id !== "") {
        this.last = Math.max(this.last, number);
      }

      listener.event(event);
      if (event.kind === "done") {
        return "done";
      }

      if (event.kind === "error" && event.isResumable) {
        return "cut";
      }
    }

    return "cut";
  }
}

// Less than the pause when the network says that it is back.
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const end = (how: () => void): void => {
      stop.abort();
      clearTimeout(timer);
      how();
    };
    const timer = setTimeout(() => {
      end(resolve);
    }, milliseconds);
    window.addEventListener("online", () => { end(resolve); }, { signal: stop.signal });
    signal.addEventListener("abort", () => { end(() => { reject(new DOMException("The page has stopped reading.", "AbortError")); }); }, { signal: stop.signal });
  });
}
