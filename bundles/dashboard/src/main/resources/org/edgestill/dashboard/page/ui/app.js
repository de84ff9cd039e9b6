// Looks at the gateway every second or two and shows what it says. When it does not answer the
// page says so, and looks less and less often until it does.

import * as api from './api.js';
import {render} from './card.js';
import {Charts} from './charts.js';
import {$, bar, bytes, count, day, duration, el, fill, micros, percent, show, when} from './dom.js';
import {STATES, item, plain, stories} from './history.js';
import {TryBox} from './try.js';

const CALM = 2000;
const BUSY = 700;
const SELDOM = 8000;
const LONGEST = 15000;

const charts = new Charts();
let chosen = null; // the name of the model that is looked at
let last = {};
let failures = 0;
let seldomAt = 0;
let marker = '';
let timer;

const tryBox = new TryBox(() => chosen ?? undefined);

// ---- looking ----

async function look() {
  clearTimeout(timer);
  try {
    const status = await api.get('/status');
    const moved = JSON.stringify([status.models?.map(m => m.active?.digest), status.updates?.map(u => [u.state, u.release, u.lastRefusal?.time])]);
    choose(status);
    if (moved !== marker || Date.now() - seldomAt > SELDOM) {
      const [models, timeline, health] = await Promise.all([api.get('/models'), api.get('/timeline'), api.health()]);
      last = {...last, models, timeline, health};
      seldomAt = Date.now();
      marker = moved;
    }
    last.status = status;
    const metrics = await api.text('metrics');
    if (metrics != null && chosen) charts.look(metrics, chosen);
    failures = 0;
    renderAll();
    connected();
  } catch (problem) {
    failures++;
    gone(problem);
  }
  schedule();
}

function schedule() {
  const update = last.status?.updates?.find(u => u.name === chosen);
  const busy = update && STATES.slice(0, -1).includes(update.state);
  const pause = failures ? Math.min(LONGEST, 1000 * 2 ** (failures - 1)) : busy ? BUSY : CALM;
  if (!document.hidden) timer = setTimeout(look, pause);
}

document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : look());

function connected() {
  document.body.classList.remove('gone-away');
  $('link').className = 'link live';
  $('link-text').textContent = 'live';
}

let askedForToken = false;

function gone(problem) {
  if (problem.status === 401 && !askedForToken && !$('confirm').open) {
    askedForToken = true;
    ask('This gateway wants its token', 'It wants to know who looks, because this is another machine.', 'Look', () => api.get('/status'));
  }
  document.body.classList.add('gone-away');
  $('link').className = 'link gone';
  const wait = Math.min(LONGEST, 1000 * 2 ** (failures - 1)) / 1000;
  $('link-text').textContent = `not reached, again in ${wait} s`;
  $('verdict').className = 'verdict bad';
  $('verdict').textContent = problem.status ? problem.message
    : last.status ? 'The gateway does not answer; below is what it said last' : 'The gateway does not answer';
}

function choose(status) {
  const names = (status.models ?? []).map(model => model.name);
  if (!names.includes(chosen)) {
    chosen = names[0] ?? null;
    charts.reset();
  }
  $('models-nav').hidden = names.length < 2;
  show($('models-nav'), [names, chosen], () => names.map(name =>
    el('button.quiet', {type: 'button', 'aria-pressed': String(name === chosen), onclick: () => {
      chosen = name;
      charts.reset();
      cardOf = null;
      look();
    }}, name)));
}

// ---- showing ----

function renderAll() {
  const {status, models, timeline, health} = last;
  const model = status.models?.find(m => m.name === chosen);
  const update = status.updates?.find(u => u.name === chosen);
  verdict(status, health);
  vitals(status);
  inService(model);
  updating(update, model);
  told(timeline, status);
  accepted(models?.models?.find(m => m.name === chosen));
  checks(health);
  installed(models?.models?.find(m => m.name === chosen));
}

function verdict(status, health) {
  const bad = health?.results?.filter(r => r.status === 'CRITICAL' || r.status === 'HEALTH_CHECK_ERROR') ?? [];
  const warn = health?.results?.filter(r => r.status === 'WARN' || r.status === 'TEMPORARILY_UNAVAILABLE') ?? [];
  const serves = status.models?.some(m => m.active);
  const [tone, text] = bad.length ? ['bad', serves ? `Serving, but: ${bad.map(r => r.name).join(', ')}` : 'Not serving yet']
    : warn.length ? ['warn', `Serving; worth a look: ${warn.map(r => r.name.replace(/^Edgestill /, '')).join(', ')}`]
    : health ? ['good', 'All is well'] : serves ? ['good', 'Serving'] : ['bad', 'Not serving yet'];
  if ($('verdict').textContent !== text) $('verdict').textContent = text;
  $('verdict').className = `verdict ${tone}`;
}

function vitals(status) {
  const facts = [['up', duration(status.uptimeMillis)]];
  if (status.rssBytes) facts.push(['memory', bytes(status.rssBytes)]);
  if (status.users != null) facts.push(['users', count(status.users)]);
  for (const broker of status.brokers ?? []) facts.push([`broker ${broker.name}`, broker.connected ? 'connected' : 'away']);
  show($('vitals'), facts, () => facts.map(([name, value]) => el('div', null, el('dt', null, name), el('dd', null, value))));
}

const HEADLINES = ['ndcg@10', 'hr@10', 'mrr@10', 'precision@10'];
let cardOf = null;

function inService(model) {
  const active = model?.active;
  show($('model'), [active, model?.previous], () => active ? [
    el('p.name', null, el('strong', null, active.name), el('span.release', null, `release ${active.release}`)),
    el('p.sub', null, el('code', {title: active.digest}, active.digest.slice(0, 12)), ' · made ', day(active.created),
      ` · ${count(active.items)} items · ${bytes(active.bytes)}`),
    el('dl.figures', null, headlines(active, model.previous)),
  ] : el('div.empty', null, el('b', null, 'No model yet'),
    'Until one is published to this gateway’s channel, requests are answered with an empty list and a reason.'));
  $('card').hidden = !active;
  if (active && cardOf !== active.digest) {
    cardOf = active.digest;
    api.card(active.digest).then(text => {
      if (cardOf !== active.digest) return;
      $('card').hidden = text == null;
      if (text != null) $('card-body').replaceChildren(...render(text));
    }).catch(() => { cardOf = null; });
  }
}

/** The figures that matter first; those of the release before for comparison. */
function headlines(active, previous) {
  const names = Object.keys(active.quality ?? {});
  const first = HEADLINES.filter(name => names.includes(name));
  const all = [...first, ...names.filter(name => !first.includes(name)).sort()].slice(0, 4);
  return all.map(name => {
    const value = active.quality[name];
    const before = previous?.quality?.[name];
    const change = before == null ? null : value - before;
    return el('div', null, el('dt', null, name.toUpperCase()), el('dd', null, value.toFixed(4),
      change != null && el(`small${change > 0 ? '.up' : change < 0 ? '.down' : ''}`, null,
        change === 0 ? `as release ${previous.release}`
          : `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(4)} on release ${previous.release}`)));
  });
}

function updating(update, model) {
  const at = update ? STATES.indexOf(update.state) : -1;
  const busy = at >= 0 && update.state !== 'COMMITTED';
  const share = update?.bytesTotal ? update.bytesDone / update.bytesTotal : 0;
  const fetching = update?.state === 'FETCHING' && update.bytesTotal > 0;
  const refusal = update?.lastRefusal;
  show($('update'), [update && {...update, bytesDone: 0}, model?.active?.release], () => {
    if (!update) return el('div.empty', null, el('b', null, 'No updates'), 'This model is not kept up to date: nothing is configured (org.edgestill.updates).');
    const parts = [];
    if (update.problem) {
      parts.push(el('p.state', null, 'Can not be updated'), el('div.callout.bad', null, el('b', null, 'Trust is not set up'), el('span.why', null, update.problem)));
    } else if (busy) {
      parts.push(el('p.state', null, `Release ${update.release}`, el('span.chip.busy', null, plain(update.state))),
        el('ol.ladder', {'aria-label': 'Steps of the update'}, STATES.map((state, n) =>
          el(`li${n < at ? '.done' : n === at ? '.at' : ''}`, n === at ? {'aria-current': 'step'} : null, plain(state).replace('in service for good', 'committed').replace('being fetched', 'fetching')))));
      if (fetching) parts.push(bar(share, `Release ${update.release}, fetched`), el('p.sub.split', {id: 'fetched'}));
    } else if (update.state === 'COMMITTED') {
      parts.push(el('p.state', null, 'Up to date'), el('p.sub', null, `Release ${update.release} passed its probation and serves for good.`));
    } else if (update.state === 'IDLE') {
      parts.push(el('div.empty', null, el('b', null, 'No update yet'), 'The gateway listens to its channel. A release that is published there is fetched, verified and probed before it serves.'));
    } else {
      parts.push(el('p.state', null, `Release ${update.release}`, el('span.chip.warn', null, plain(update.state))), el('p.sub', null, 'It was worse than the one before, which serves again.'));
    }
    if (refusal) {
      parts.push(el('div.callout.warn', null,
        el('b', null, refusal.release ? `Release ${refusal.release} was refused` : 'A release was refused', ': ', refusal.code),
        el('span.why', null, refusal.message, ' · ', when(refusal.time))));
    }
    return parts;
  });
  if (fetching) {
    fill($('update').querySelector('.bar'), share);
    $('fetched').replaceChildren(el('span', null, `${bytes(update.bytesDone)} of ${bytes(update.bytesTotal)}`), el('span', null, percent(share)));
  }
}

function told(timeline, status) {
  const several = (status.models ?? []).length > 1;
  const entries = timeline?.entries ?? [];
  show($('timeline'), [timeline != null, entries[0], entries.length, several], () => {
    if (!timeline) return el('p.empty', null, 'This gateway keeps no timeline (org.edgestill.operations is not installed).');
    if (!entries.length) return el('div.empty', null, el('b', null, 'Nothing has happened yet'), 'Updates, swaps, refusals and rollbacks will be told here; they survive a restart.');
    return el('ul.stories', {tabindex: 0, 'aria-label': 'What happened, newest first'}, stories(entries).map(story => item(story, several)));
  });
}

function accepted(model) {
  const known = (model?.releases ?? []).filter(r => r.feedback?.judged > 0)
    .map(r => ({release: r.release, serves: r.role === 'ACTIVE', ...r.feedback}));
  show($('acceptance'), known, () => {
    if (!known.length) return el('div.empty', null, el('b', null, 'Not known yet'), 'An answer counts as accepted when its user does something with a recommended item soon after.');
    return el('ul.accept', null, known.map(row => el('li', null,
      el('p.split', null, el('span', null, `Release ${row.release}`, row.serves && ' ', row.serves && el('span.chip.good', null, 'in service')), el('span', null, el('b', null, percent(row.accepted / row.judged)),
        el('span.sub', null, ` of ${count(row.judged)} answers`))),
      bar(row.accepted / row.judged, `Release ${row.release}, accepted`))));
  });
}

const TONE = {OK: 'good', WARN: 'warn', TEMPORARILY_UNAVAILABLE: 'warn', CRITICAL: 'bad', HEALTH_CHECK_ERROR: 'bad'};

function checks(health) {
  const results = (health?.results ?? []).map(r => ({
    name: r.name.replace(/^Edgestill (.)/, (_, c) => c.toUpperCase()), status: r.status,
    text: (r.messages ?? []).filter(m => m.status === r.status || r.messages.length === 1).map(m => m.message),
  })).sort((a, b) => ['bad', 'warn', 'good'].indexOf(TONE[a.status]) - ['bad', 'warn', 'good'].indexOf(TONE[b.status]));
  show($('health'), results, () => results.length
    ? el('ul.checks', null, results.map(r => el('li', null, el(`span.mark.${TONE[r.status] ?? 'warn'}`, {role: 'img', 'aria-label': r.status}),
      el('div', null, el('p', null, el('b', null, r.name)), r.text.map(t => el('p.sub', null, t))))))
    : el('p.empty', null, 'No health checks are served here (/health).'));
}

function installed(model) {
  const releases = model?.releases ?? [];
  $('rollback').hidden = !releases.some(r => r.role === 'PREVIOUS');
  show($('installed'), releases, () => {
    if (!releases.length) return el('div.empty', null, el('b', null, 'None'), 'Releases that are fetched stay here, so that going back needs no network.');
    const role = {ACTIVE: ['good', 'in service'], PREVIOUS: ['', 'before'], INSTALLED: ['', 'installed']};
    return el('div.scroll', null, el('table', null,
      el('thead', null, el('tr', null, ['Release', 'Role', 'NDCG@10', 'Items', 'Size', 'Made', ''].map((h, n) =>
        el(`th${n >= 2 && n <= 4 ? '.num' : ''}${n >= 3 && n <= 5 ? '.wide-only' : ''}`, {scope: 'col'}, h || el('span.sr', null, 'Change'))))),
      el('tbody', null, releases.map(r => el('tr', null,
        el('th', {scope: 'row'}, el('b', null, r.release), ' ', el('code.wide-only', {title: r.digest}, r.digest.slice(0, 12))),
        el('td', null, el(`span.chip.${role[r.role][0] || 'calm'}`, null, role[r.role][1])),
        el('td.num', null, r.quality?.['ndcg@10']?.toFixed(4) ?? '–'),
        el('td.num.wide-only', null, count(r.items)), el('td.num.wide-only', null, bytes(r.bytes)), el('td.wide-only', null, day(r.created)),
        el('td', null, r.role !== 'ACTIVE' && el('button.quiet.small', {type: 'button', 'data-release': r.release, onclick: () => activate(r)}, 'Activate',
          el('span.sr', null, ` release ${r.release}`))))))));
  });
}

// ---- changing ----

let change = null;

function ask(title, text, verb, act) {
  change = act;
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  $('confirm-do').textContent = verb;
  $('confirm-problem').textContent = '';
  $('token-field').hidden = !!api.token.get();
  $('token').value = '';
  $('confirm').showModal();
  (api.token.get() ? $('confirm-do') : $('token')).focus();
}

function activate(release) {
  ask(`Activate release ${release.release}?`, 'It is probed first, and no request is lost. A newer release that is published later replaces it.',
    'Activate', () => api.post(`/models/${release.digest}/activate`));
}

$('rollback').addEventListener('click', () => {
  const releases = last.models.models.find(m => m.name === chosen).releases;
  const to = releases.find(r => r.role === 'PREVIOUS');
  ask(`Roll back to release ${to.release}?`, 'The release that served before serves again; no request is lost.', 'Roll back',
    () => api.post('/rollback', {model: chosen}));
});

$('confirm-cancel').addEventListener('click', () => $('confirm').close());
$('confirm-form').addEventListener('submit', async event => {
  event.preventDefault();
  if ($('token').value.trim()) api.token.set($('token').value.trim());
  $('token').value = '';
  $('confirm-do').disabled = true;
  try {
    await change();
    $('confirm').close();
    look();
  } catch (problem) {
    if (problem.status === 401) api.token.forget();
    $('token-field').hidden = !!api.token.get();
    $('confirm-problem').textContent = problem.status === 401 ? 'The gateway does not know this token.' : problem.message;
    if (problem.status === 401) $('token').focus();
  } finally {
    $('confirm-do').disabled = false;
    $('forget-token').hidden = !api.token.get();
  }
});
$('forget-token').hidden = !api.token.get();
$('forget-token').addEventListener('click', () => { api.token.forget(); $('forget-token').hidden = true; });

look();
