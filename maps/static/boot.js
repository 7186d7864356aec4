// Starts the map on the page: its data lie in the page, or at the address the page names.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  function complain(place, error) {
    const note = cotrench.element("p", place.dataset.failed, { role: "alert", class: "failed" });
    place.replaceChildren(note);
    throw error;
  }

  async function dataOf(place) {
    if (!place.dataset.url) return JSON.parse(document.getElementById("plan-data").textContent);
    const answer = await fetch(place.dataset.url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${place.dataset.url}: ${answer.status}`);
    return answer.json();
  }

  const place = document.querySelector(".folium-map");
  dataOf(place).then((data) => cotrench.start(L.map(place, JSON.parse(place.dataset.options)), cotrench.unpacked(data))).catch((error) => complain(place, error));
})();
