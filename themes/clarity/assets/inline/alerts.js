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
  const make = (tag, said, ...parts) => {
    const made = document.createElement(tag);
    for (const [field, value] of Object.entries(said)) if (value != null) made.setAttribute(field, value);
    made.append(...parts.filter((part) => part != null));
    return made;
  };
  const own = (url) => new URL(url, location).origin === location.origin ? url : '/';
  const item = (alert) => {
    const times = (alert.times || []).map(({ label, at, text }) => make('span', {}, label + ' ', make('time', { datetime: at }, text)));
    if (alert.light) times.push(make('span', {}, make('a', { href: own(alert.light.url) }, alert.light.label)));
    return make('li', { class: 'notice notice-' + String(alert.severity).toLowerCase(), 'data-alert': alert.id + '@' + alert.version, 'data-until': alert.expires },
      make('div', { class: 'wrap' },
        make('p', { class: 'notice-title' }, make('span', { class: 'notice-severity' }, alert.severity_label), ' ', make('a', { href: own(alert.url), lang: alert.language }, alert.headline)),
        alert.advice ? make('p', { class: 'notice-advice', lang: alert.language }, alert.advice) : null,
        make('p', { class: 'notice-times' }, ...times.flatMap((time) => [time, ' '])),
        make('button', { type: 'button', hidden: '' }, alert.close + ' ', make('span', { class: 'hidden' }, alert.headline))));
  };
  const ask = () => fetch(box.dataset.alerts, { cache: 'no-store' }).then((answer) => answer.ok && answer.json()).then((now) => {
    if (!now) return;
    const shown = {};
    for (const alert of now.alerts) if (!shown[alert.id] || alert.language === document.documentElement.lang) shown[alert.id] = alert;
    const alerts = Object.values(shown);
    if (alerts.map((alert) => alert.id + '@' + alert.version).join() !== [...list.children].map(name).join()) list.replaceChildren(...alerts.map(item));
    show();
  }).catch(() => {});
  show();
  ask();
  setInterval(show, 15000);
  addEventListener('visibilitychange', () => document.hidden || ask());
})();
