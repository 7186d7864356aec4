"use strict";
// Shows how far long work is, until it is over; without this script the page asks for itself anew.
{
  const shown = document.getElementById("progress");
  const again = async () => {
    try {
      const answer = await fetch(shown.dataset.from, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok) shown.innerHTML = await answer.text();
    } catch { /* the service may be on its way back */ }
    if (shown.querySelector("[data-over]")) shown.querySelector("a")?.focus();
    else setTimeout(again, 1000);
  };
  setTimeout(again, 500);
}
