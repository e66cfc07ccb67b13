// The messages of a conversation, and the place where one reads.

/** Shows what the person has said, below everything. */
export function addMessage(log: HTMLElement, text: string): HTMLElement {
  document.querySelector("#hello")?.remove();
  const who = document.createElement("span");
  who.className = "hidden";
  who.textContent = "You: ";
  const said = document.createElement("span");
  said.className = "text";
  said.textContent = text;
  const element = document.createElement("div");
  element.className = "turn user";
  element.append(who, said);
  log.append(element);
  toBottom();
  return element;
}

/** False for a person who has scrolled up to read: the page stays where it is. */
export function isAtBottom(): boolean {
  const root = document.documentElement;
  return root.scrollHeight - root.clientHeight - root.scrollTop < 120;
}

export function toBottom(): void {
  document.documentElement.scrollTop = document.documentElement.scrollHeight;
}
