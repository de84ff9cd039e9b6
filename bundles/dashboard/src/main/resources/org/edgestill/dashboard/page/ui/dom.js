// Small helpers: elements without markup in strings, and figures as people read them.

/** An element: el('p.hint', {id: 'x'}, 'text', child). Text never becomes markup. */
export function el(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter(child => child != null && child !== false));
  return node;
}

/** Replaces the content of a node, but only if what it shows has changed, so that focus stays. */
const shown = new WeakMap();
export function show(node, state, build) {
  const key = JSON.stringify(state);
  if (shown.get(node) === key) return;
  shown.set(node, key);
  node.replaceChildren(...[build()].flat().filter(child => child != null && child !== false));
}

export const $ = id => document.getElementById(id);

const whole = new Intl.NumberFormat('en');
export const count = n => whole.format(n);

export function bytes(n) {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = n;
  let unit = -1;
  do { value /= 1000; unit++; } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function micros(us) {
  if (us == null || !isFinite(us)) return '–';
  if (us < 995) return `${us < 9.95 ? us.toFixed(1) : Math.round(us)} µs`;
  if (us < 999500) return `${us < 9950 ? (us / 1000).toFixed(1) : Math.round(us / 1000)} ms`;
  return `${(us / 1e6).toFixed(1)} s`;
}

export function rate(perSecond) {
  return perSecond < 9.95 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

export function percent(share) {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

export function duration(ms) {
  const s = ms / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 172800) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86400)} days`;
}

/** A moment, short; the whole of it as a title and for machines. */
export function when(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const text = date.toLocaleString(undefined, today
    ? {hour: '2-digit', minute: '2-digit', second: '2-digit'}
    : {month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit'});
  return el('time', {datetime: iso, title: date.toLocaleString()}, text);
}

export const day = iso => el('time', {datetime: iso, title: new Date(iso).toLocaleString()},
  new Date(iso).toLocaleDateString(undefined, {year: 'numeric', month: 'short', day: 'numeric'}));

const SVG = 'http://www.w3.org/2000/svg';

/** A bar that is filled to a share of 0 to 1. Its width is an attribute: the page has no inline style. */
export function bar(share, label) {
  const svg = document.createElementNS(SVG, 'svg');
  const rect = document.createElementNS(SVG, 'rect');
  svg.setAttribute('aria-hidden', 'true');
  rect.setAttribute('height', '100%');
  rect.setAttribute('width', `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`);
  svg.append(rect);
  const node = el('div.bar', {role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100,
    'aria-valuenow': Math.round(100 * share)});
  node.append(svg);
  return node;
}

/** Sets how far a bar is filled. */
export function fill(node, share) {
  node.querySelector('rect').setAttribute('width', `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`);
  node.setAttribute('aria-valuenow', Math.round(100 * share));
}
