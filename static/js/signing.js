// The shop's signature, drawn with a finger on the glass: what is drawn becomes a PNG in the form's own file field.

const INK = "#17202a";

export function glass(box) {
  const canvas = box.querySelector("canvas");
  const input = box.querySelector("input[type=file]");
  const pen = canvas.getContext("2d");
  let last = null;

  const clean = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); input.files = new DataTransfer().files; };
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return { x: ((event.clientX - frame.left) * canvas.width) / frame.width, y: ((event.clientY - frame.top) * canvas.height) / frame.height };
  };
  const draw = (event) => {
    if (!last) return;
    event.preventDefault();
    const here = at(event);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(here.x, here.y);
    pen.stroke();
    last = here;
  };
  const lift = () => {
    if (!last) return;
    last = null;
    canvas.toBlob((blob) => {
      const kept = new DataTransfer();
      kept.items.add(new File([blob], "signature.png", { type: "image/png" }));
      input.files = kept.files;
      box.dataset.signed = "1";
    }, "image/png");
  };

  clean();
  Object.assign(pen, { lineWidth: 6, lineCap: "round", lineJoin: "round", strokeStyle: INK });
  canvas.addEventListener("pointerdown", (event) => { last = at(event); canvas.setPointerCapture(event.pointerId); draw(event); });
  canvas.addEventListener("pointermove", draw);
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, lift);
  box.querySelector("[data-clear]").addEventListener("click", () => { clean(); delete box.dataset.signed; });
}
