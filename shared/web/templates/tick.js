(function () {
  var page = document.body, then = Date.parse(page.dataset.now), began = Date.now();
  if (!then || page.dataset.still) return;
  var units = page.dataset.units.split(" ");
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function said(more, unit, less) {
    return more + " " + units[unit] + " " + two(less) + " " + units[unit + 1];
  }
  function words(left) {
    var minutes = Math.floor(left / 60000), hours = Math.floor(minutes / 60);
    if (hours >= 24) return said(Math.floor(hours / 24), 0, hours % 24);
    return hours ? said(hours, 1, minutes % 60) : minutes + " " + units[2];
  }
  function tick() {
    var now = then + Date.now() - began, all = document.querySelectorAll("time[data-left]");
    for (var i = 0; i < all.length; i++) {
      var left = Date.parse(all[i].dateTime) - now;
      var text = left < 0 ? page.dataset.passed : words(left);
      if (all[i].textContent !== text) all[i].textContent = text;
    }
  }
  tick();
  setInterval(tick, 1000);
})();
