// Sign-up: chooses the browser's time zone in the list, unless a choice has been made already.
const list = document.querySelector<HTMLSelectElement>('select[data-time-zone="guess"]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (list !== null && Array.from(list.options).some((option) => option.value === zone)) {
  list.value = zone;
}
