// Rates and percentiles over the last minutes, from the counters at /metrics: what happened between
// two looks is the difference of two counts, so that a chart is right whoever else looks.

import {$, el, micros, rate} from './dom.js';

const MINUTES = 5;
/** Percentiles are of the requests of so many seconds: enough of them to mean something. */
const WINDOW = 10;
const SAMPLE = /^(edgestill_request\w*?)(?:_(bucket|count|sum))?\{([^}]*)\} (\S+)/;

/** The counters of one model: {release, requests, fallbacks, buckets: [[end in us, cumulative]]}. */
export function counters(text, model) {
  const seen = {release: null, requests: 0, fallbacks: 0, buckets: []};
  for (const line of text.split('\n')) {
    const match = line.startsWith('edgestill_request') && SAMPLE.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...match[3].matchAll(/(\w+)="([^"]*)"/g)].map(m => [m[1], m[2]]));
    if (labels.model !== model) continue;
    const value = Number(match[4]);
    if (match[1] === 'edgestill_requests_total') {
      seen.release = labels.release;
      seen.requests = value;
    } else if (match[1] === 'edgestill_request_fallbacks_total') {
      seen.fallbacks = value;
    } else if (match[1] === 'edgestill_request_duration_seconds' && match[2] === 'bucket') {
      seen.buckets.push([labels.le === '+Inf' ? Infinity : Number(labels.le) * 1e6, value]);
    }
  }
  seen.buckets.sort((a, b) => a[0] - b[0]);
  return seen;
}

/** A percentile between two looks, linear inside its bucket, in us; null if nothing happened. */
export function percentile(from, to, share) {
  const before = new Map(from?.buckets ?? []);
  const grown = to.buckets.map(([end, value]) => [end, value - (before.get(end) ?? 0)]);
  const total = grown.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  const rank = share * total;
  let low = 0;
  let below = 0;
  for (const [end, value] of grown) {
    if (value >= rank) {
      return end === Infinity ? low : low + (end - low) * (rank - below) / Math.max(1, value - below);
    }
    low = end;
    below = value;
  }
  return low;
}

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axis(format, size) {
  return {
    stroke: css('--muted'), font: '11px system-ui, sans-serif', size, gap: 4,
    grid: {stroke: css('--grid'), width: 1}, ticks: {show: false},
    values: format && ((u, values) => values.map(value => value == null ? '' : format(value))),
  };
}

/** A line a minute, counted back from now; every other one where there is no room. */
const minutes = (u, n, min, max) => Array.from({length: MINUTES}, (_, m) => max - (MINUTES - 1 - m) * 60)
  .filter((_, m) => u.width >= 360 || m % 2 === 0);
/** Of a logarithmic scale only the powers of ten. */
const decades = (u, n, min, max) => [1, 2, 3, 4, 5, 6, 7].map(power => 10 ** power).filter(v => v >= min * 0.99 && v <= max);
const ago = at => {
  const m = Math.round((Date.now() / 1000 - at) / 60);
  return m ? `−${m} min` : 'now';
};

class Chart {
  constructor(host, legend, series, format, scale) {
    Object.assign(this, {host, legend, series, format, scale, data: [[], ...series.map(() => [])]});
    new ResizeObserver(() => this.fit()).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  width() {
    return Math.max(120, Math.floor(this.host.clientWidth));
  }

  fit() {
    if (!this.plot) this.draw();
    else if (this.plot.width !== this.width()) this.plot.setSize({width: this.width(), height: 168});
  }

  /** From scratch: colours are of the scheme that is on. */
  draw() {
    this.plot?.destroy();
    this.host.replaceChildren();
    const format = this.format;
    this.plot = new uPlot({
      width: this.width(), height: 168, padding: [8, 16, 0, 0], legend: {show: false},
      cursor: {y: false, points: {size: 7}, drag: {x: false, y: false}},
      scales: {
        x: {range: () => [Date.now() / 1000 - MINUTES * 60, Date.now() / 1000]},
        y: this.scale,
      },
      axes: [{...axis(null, 22), splits: minutes, values: (u, at) => at.map(ago)}, 
        {...axis(format, 54), space: 36, ...(this.scale.distr === 3 && {splits: decades})}],
      series: [{}, ...this.series.map(s => ({
        label: s.label, stroke: css(s.colour), width: s.dash ? 1.5 : 2, dash: s.dash,
        fill: s.fill && css(s.fill), points: {show: false}, spanGaps: false,
      }))],
      hooks: {setCursor: [u => this.tell(u.cursor.idx)]},
    }, this.data, this.host);
    this.tell(null);
  }

  update(data) {
    this.data = data;
    if (!this.plot) this.fit();
    else this.plot.setData(data);
    $(this.host.id.replace('chart', 'none')).hidden = data.slice(1).some(values => values.some(v => v > 0));
    this.tell(this.plot?.cursor.idx ?? null);
  }

  /** The legend says the values under the cursor, or the newest ones; the picture's name too. */
  tell(at) {
    const i = at ?? this.data[0].length - 1;
    const values = this.series.map((s, n) => this.data[n + 1][i]);
    this.legend.replaceChildren(...this.series.map((s, n) => el('span', null,
      el(`i.key${s.dash ? '.dashed' : ''}`), `${s.label} `,
      el('b', null, values[n] == null ? '–' : this.format(values[n])))));
    this.host.setAttribute('aria-label', `${this.host.dataset.name}, last ${MINUTES} minutes. Now: `
      + this.series.map((s, n) => `${s.label} ${values[n] == null ? 'none' : this.format(values[n])}`).join(', '));
  }
}

/** Both charts; feed them with what /metrics says, every now and then. */
export class Charts {
  constructor() {
    this.looks = [];
    $('requests-chart').dataset.name = 'Requests a second';
    $('latency-chart').dataset.name = 'Latency of requests';
    this.requests = new Chart($('requests-chart'), $('requests-legend'), [
      {label: 'student', colour: '--accent', fill: '--accent-soft'},
      {label: 'fallback', colour: '--ink-2', dash: [4, 3]},
    ], v => `${rate(v)}/s`, {range: (u, min, max) => [0, Math.max(1, (max ?? 0) * 1.15)]});
    this.latency = new Chart($('latency-chart'), $('latency-legend'), [
      {label: 'median', colour: '--accent'},
      {label: '99th percentile', colour: '--ink-2', dash: [4, 3]},
    ], micros, {
      // logarithmic, so that the median can be read beside the slowest
      distr: 3,
      range: (u, min, max) => [Math.min(100, (min ?? 100) * 0.8), Math.max(10000, (max ?? 0) * 1.25)],
    });
  }

  /** Another model: its past is not known here. */
  reset() {
    this.looks = [];
  }

  look(text, model) {
    const now = {time: Date.now() / 1000, ...counters(text, model)};
    const last = this.looks.at(-1);
    const base = last && last.release === now.release && now.requests >= last.requests ? last : null;
    if (base) {
      const seconds = now.time - base.time;
      const fallbacks = now.fallbacks - base.fallbacks;
      now.fallback = fallbacks / seconds;
      now.student = (now.requests - base.requests - fallbacks) / seconds;
      const from = this.looks.find(l => l.release === now.release && now.time - l.time <= WINDOW) ?? base;
      now.p50 = percentile(from, now, 0.5);
      now.p99 = percentile(from, now, 0.99);
    }
    this.looks.push(now);
    for (const name of ['p50', 'p99']) if (!(now[name] > 0)) now[name] = null;
    while (now.time - this.looks[0].time > MINUTES * 60) this.looks.shift();
    const column = name => this.looks.map(l => l[name] ?? null);
    this.requests.update([column('time'), column('student'), column('fallback')]);
    this.latency.update([column('time'), column('p50'), column('p99')]);
  }
}
