export const homePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Firebreak</title>
<link rel="stylesheet" href="/home.css">
</head>
<body>
<main>
<h1>Firebreak</h1>
<p id="who">Signing in.</p>
<section aria-labelledby="restore">
<h2 id="restore">Time to restore, last 90 days, by service</h2>
<table><thead><tr><th>Service</th><th>Incidents</th><th>Mean</th><th>Median</th><th>90th percentile</th></tr></thead><tbody id="restore-rows"></tbody></table>
</section>
<section aria-labelledby="frequency">
<h2 id="frequency">Incidents a week</h2>
<div id="weeks" role="img" aria-label="Incidents a week"></div>
<p id="weeks-text"></p>
</section>
<p><a href="/docs">The API and what it answers</a></p>
<p id="fresh"></p>
</main>
<script src="/home.js"></script>
</body>
</html>
`;

export const homeStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
td:not(:first-child), th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
#weeks { display: flex; align-items: flex-end; gap: 2px; height: 8rem; }
#weeks span { flex: 1; background: currentColor; opacity: .65; min-height: 1px; }
`;

/** Figures are set as text, never as markup. */
export const homeScript = `'use strict';
const byId = (id) => document.getElementById(id);
const json = async (url, options) => {
  const response = await fetch(url, options);
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) throw Object.assign(new Error(body.title), { problem: body });
  return body;
};
const duration = (ms) => {
  if (ms === null || ms === undefined) return 'not enough data';
  const minutes = Math.round(ms / 60000);
  return minutes < 90 ? minutes + ' min' : minutes < 2880 ? (ms / 3600000).toFixed(1) + ' h' : (ms / 86400000).toFixed(1) + ' d';
};
const row = (cells) => {
  const tr = document.createElement('tr');
  for (const cell of cells) tr.append(Object.assign(document.createElement('td'), { textContent: cell }));
  return tr;
};
const redeem = async () => {
  const code = new URLSearchParams(location.search).get('code');
  if (code === null) return;
  history.replaceState(null, '', '/');
  await json('/v1/sessions/redeem', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) });
};
const show = async () => {
  await redeem();
  const session = await json('/v1/sessions/current');
  byId('who').textContent = 'Signed in as ' + session.subject + '.';
  const to = new Date();
  const from = new Date(to.getTime() - 90 * 86400000);
  const range = 'from=' + from.toISOString() + '&to=' + to.toISOString();
  const restore = await json('/v1/insights/time-to-restore?by=service&' + range);
  const rows = (restore.total.groups || []).map((group) => row([group.value === null ? 'no service' : group.value, group.figures.n, duration(group.figures.meanMs), duration(group.figures.p50), duration(group.figures.p90)]));
  byId('restore-rows').replaceChildren(...(rows.length > 0 ? rows : [row(['No incident was restored yet. Log one at /docs, or import a history.', '', '', '', ''])]));
  const frequency = await json('/v1/insights/frequency?bucket=week&' + range);
  const counts = frequency.buckets.map((bucket) => bucket.figures.n);
  const most = Math.max(1, ...counts);
  byId('weeks').replaceChildren(...counts.map((n) => { const bar = document.createElement('span'); bar.style.height = (100 * n) / most + '%'; bar.title = String(n); return bar; }));
  byId('weeks-text').textContent = counts.join(', ');
  byId('fresh').textContent = 'As of ' + to.toLocaleString() + '.';
};
show().catch((error) => { byId('who').textContent = error.problem && error.problem.status === 401 ? 'Not signed in: open the link that the command line printed at start, or restart for a new one.' : error.message; });
`;
