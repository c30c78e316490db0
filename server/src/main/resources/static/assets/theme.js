// Chooses the theme before the first paint: system, light or dark; kept in this browser.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];
  const read = () => {
    try {
      const kept = localStorage.getItem("theme");
      return themes.includes(kept) ? kept : "system";
    } catch {
      return "system"; // storage may be forbidden; the system's theme is then the only one
    }
  };
  const apply = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const name of document.querySelectorAll("[data-theme-name]")) name.textContent = theme;
    document.dispatchEvent(new CustomEvent("themechange"));
  };
  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    apply(read());
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = themes[(themes.indexOf(read()) + 1) % themes.length];
        try {
          localStorage.setItem("theme", next);
        } catch {
          return;
        }
        apply(next);
      });
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new CustomEvent("themechange")));
})();
