// The code on a shop's board, read by the camera where the browser can; where it cannot, the code is typed.

const EVERY = 200; // milliseconds

export async function scanner(button, box) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
  button.hidden = false;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const video = box.querySelector("video");
  let stream = null;

  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; box.hidden = true; };
  async function look() {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!found) return setTimeout(look, EVERY);
    stop();
    location.href = `${button.dataset.scan}?q=${encodeURIComponent(found.rawValue)}`;
  }
  button.addEventListener("click", async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) return;
    box.hidden = false;
    box.querySelector("p").textContent = button.dataset.aim;
    video.srcObject = stream;
    await video.play();
    look();
  });
  box.querySelector("[data-scan-stop]").addEventListener("click", stop);
}
