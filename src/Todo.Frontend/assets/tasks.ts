// Task list: a new order applies at once, and empty fields stay out of the address.
const filter = document.querySelector<HTMLFormElement>("form[data-filter]");

if (filter !== null) {
  filter.addEventListener("submit", () => {
    for (const field of filter.elements) {
      if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.value === "") {
        field.disabled = true;
      }
    }
  });

  // Coming back to the page by the browser's history must not find them still disabled.
  window.addEventListener("pageshow", () => {
    for (const field of filter.elements) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        field.disabled = false;
      }
    }
  });

  filter.querySelector<HTMLSelectElement>("select[data-submit]")?.addEventListener("change", () => {
    filter.requestSubmit();
  });
}

export {};
