// The position of a shop that is written down where it stands, for who presses for it.
const button = document.querySelector("[data-here]");
const said = document.querySelector("[data-here-said]");

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    document.getElementById("id_latitude").value = coords.latitude.toFixed(6);
    document.getElementById("id_longitude").value = coords.longitude.toFixed(6);
    said.textContent = said.dataset.taken;
  }, () => { said.textContent = said.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000 }));
}
