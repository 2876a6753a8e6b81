// Compares a PDF on this device with the fingerprint of the issued one. Nothing is sent.
const form = document.querySelector("[data-verify]");
if (globalThis.crypto?.subtle) {
  form.hidden = false;
  form.addEventListener("submit", (e) => e.preventDefault());
  form.querySelector("input[type=file]").addEventListener("change", async (e) => {
    const [file] = e.target.files;
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.querySelector("[data-verify-yes]").hidden = hash !== form.dataset.verify;
    form.querySelector("[data-verify-no]").hidden = hash === form.dataset.verify;
  });
}
