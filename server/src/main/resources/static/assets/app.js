// What pages do beyond links and forms: dialogs, small tables sorted in place, copying, sending files, seeking in a video.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-dialog], [data-dialog-close], [data-copy]");
    if (!target) return;
    if (target.dataset.dialog) document.getElementById(target.dataset.dialog).showModal();
    else if (target.dataset.copy) copy(target);
    else target.closest("dialog").close();
  });

  // A form in a dialog that was sent back comes open: it is shown over the page, as it was when it was filled in, and one
  // goes on where something is wrong.
  document.addEventListener("DOMContentLoaded", () => {
    for (const dialog of document.querySelectorAll("dialog.dialog[open]")) {
      dialog.close();
      dialog.showModal();
      dialog.querySelector("[aria-invalid=true]")?.focus();
    }
  });

  // A click beside an open menu closes it; so does Escape.
  const menus = "details.user[open], details.range-custom[open]";
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(menus)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(menus)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  async function copy(button) {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.querySelector("span").textContent = "Copied";
  }

  // input[type=file][data-limit]: a file that is too large is refused before it is sent.
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[type=file][data-limit]");
    if (!input) return;
    const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.limit));
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge ?? "This file is too large for the browser; ./profithack import takes it." : "");
    input.reportValidity();
    const chosen = input.closest(".field")?.querySelector("[data-chosen]");
    if (!chosen) return;
    const [file] = input.files;
    chosen.hidden = !file;
    chosen.textContent = file ? `${file.name}, ${(file.size / 1_048_576).toFixed(1)} MB` : "";
  });

  // form[data-upload=ID]: what is sent is shown by its progress element, then that the server works on it, in the words of
  // [data-sent] where the form has some; an answer with errors replaces the section ID.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || !window.FormData) return;
    event.preventDefault();
    const progress = form.querySelector("progress");
    const button = form.querySelector("[type=submit]");
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (part) => {
      if (part.lengthComputable) progress.value = 100 * part.loaded / part.total;
    });
    const sent = form.querySelector("[data-sent]");
    request.upload.addEventListener("load", () => {
      progress.removeAttribute("value");
      if (sent) sent.hidden = false;
    });
    request.addEventListener("loadend", () => {
      progress.hidden = true;
      progress.value = 0;
      if (sent) sent.hidden = true;
      button.disabled = false;
      if (request.status === 0) return form.submit();
      if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
        location.href = request.responseURL;
        return;
      }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const section = answer.getElementById(form.dataset.upload);
      if (section) document.getElementById(form.dataset.upload).replaceWith(section);
      else document.body.replaceWith(answer.body);
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
    progress.hidden = false;
    button.disabled = true;
  });

  // [data-seek]: leads the player to a second; a line in each lane of the timeline follows it.
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-seek]");
    const player = document.getElementById("player");
    if (!target || !player) return;
    event.preventDefault();
    player.currentTime = Number(target.dataset.seek);
    player.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("timeupdate", (event) => {
    if (event.target.id !== "player" || !(event.target.duration > 0)) return;
    const x = 1000 * event.target.currentTime / event.target.duration;
    for (const line of document.querySelectorAll(".playhead")) {
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    }
  }, true);

  // A form is sent once: a second click while the first is on its way does nothing. Coming back to the page makes it fresh.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // table[data-sort]: each header with data-sort-key becomes a button. A cell's data-value wins over its text.
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    return a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y) ? x - y : a.localeCompare(b, "en");
  };
  function makeSortable(table) {
    if (table.dataset.sort === "ready") return;
    table.dataset.sort = "ready";
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      if (!("sortKey" in header.dataset)) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const descending = header.getAttribute("aria-sort") !== "descending";
        for (const other of headers) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column)));
        if (descending) rows.reverse();
        body.append(...rows);
      });
    });
  }
  const prepare = (root) => {
    for (const table of root.querySelectorAll("table[data-sort]")) makeSortable(table);
  };
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
})();
