(() => {
  const box = document.querySelector('[data-alerts]'), list = box.firstElementChild, key = 'alerts-closed';
  let closed = [], most = +box.dataset.most;
  try { closed = JSON.parse(localStorage.getItem(key)) || []; } catch {}
  const name = (item) => item.dataset.alert;
  const show = () => {
    let shown = 0;
    for (const item of list.children) {
      item.hidden = shown >= most || closed.includes(name(item)) || Date.parse(item.dataset.until) <= Date.now();
      shown += !item.hidden;
      item.querySelector('button').hidden = false;
    }
    box.hidden = !shown;
  };
  list.onclick = (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    closed.push(name(button.closest('li')));
    try { localStorage.setItem(key, JSON.stringify(closed.slice(-50))); } catch {}
    show();
    (list.querySelector('li:not([hidden]) a') || document.getElementById('_main')).focus();
  };
  const ask = () => fetch(box.dataset.alerts).then((answer) => answer.ok && answer.json()).then((now) => {
    if (!now) return;
    const own = {};
    for (const alert of now.alerts) if (!own[alert.id] || alert.language === document.documentElement.lang) own[alert.id] = alert;
    const names = Object.values(own).map((alert) => alert.id + '@' + alert.version);
    if (names.join() !== [...list.children].map(name).join()) list.innerHTML = Object.values(own).map((alert) => alert.html).join('');
    show();
  }).catch(() => {});
  show();
  ask();
  setInterval(show, 15000);
  addEventListener('visibilitychange', () => document.hidden || ask());
})();
