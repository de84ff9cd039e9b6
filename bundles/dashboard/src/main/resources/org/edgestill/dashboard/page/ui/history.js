// What happened to the models, told as stories: all states of one update are one line.

import {duration, el, when} from './dom.js';

export const STATES = ['DISCOVERED', 'FETCHING', 'VERIFIED', 'STAGED', 'PROBED', 'PROBATION', 'COMMITTED'];

const PLAIN = {
  DISCOVERED: 'discovered', FETCHING: 'being fetched', VERIFIED: 'verified', STAGED: 'installed',
  PROBED: 'probed', PROBATION: 'on probation', COMMITTED: 'in service for good',
  ROLLED_BACK: 'rolled back', QUARANTINED: 'quarantined', IDLE: 'nothing to do',
};
export const plain = state => PLAIN[state] ?? state.toLowerCase();

/** Entries (newest first, as the gateway tells them) as stories, newest first. */
export function stories(entries) {
  const told = [];
  const open = new Map();
  const begin = entry => {
    const story = {model: entry.model, release: entry.release, from: entry.time, to: entry.time, reached: -1, kind: 'swap'};
    told.push(story);
    return story;
  };
  for (const entry of [...entries].reverse()) {
    const update = open.get(entry.model);
    const mine = update && update.release === entry.release;
    if (entry.what === 'UPDATE' && (entry.state === 'DISCOVERED' || !mine)) {
      const story = begin(entry);
      story.kind = 'update';
      open.set(entry.model, story);
      step(story, entry);
    } else if (mine && entry.what === 'UPDATE') {
      step(update, entry);
      if (entry.state === 'COMMITTED' || entry.state === 'QUARANTINED') open.delete(entry.model);
    } else if (mine && entry.what === 'REFUSED') {
      update.to = entry.time;
      if (!update.code) Object.assign(update, {code: entry.code, message: entry.message}); // the first is the reason
      if (update.end !== 'ROLLED_BACK') {
        update.end = 'REFUSED';
        open.delete(entry.model);
      }
    } else if (update && (mine || entry.message === `for release ${update.release}`)) {
      // a part of the update that is told: installed, activated, the one before retired
      if (entry.what === 'ACTIVATED') update.swap = entry.message;
    } else if (entry.what === 'ACTIVATED') {
      const last = told.at(-1);
      if (last?.pending && last.model === entry.model) {
        Object.assign(last, {pending: false, was: last.release, release: entry.release});
      } else if (!(update?.end === 'ROLLED_BACK')) {
        begin(entry).end = 'ACTIVATED';
      }
    } else if (entry.what === 'RETIRED' || entry.what === 'ROLLED_BACK') {
      Object.assign(begin(entry), {pending: true, end: entry.what === 'RETIRED' ? 'ACTIVATED' : 'ROLLED_BACK'});
    } else if (entry.what === 'REFUSED') {
      Object.assign(begin(entry), {end: 'REFUSED', code: entry.code, message: entry.message});
    } else {
      begin(entry).end = entry.what;
    }
  }
  return told.reverse();
}

function step(story, entry) {
  story.to = entry.time;
  const at = STATES.indexOf(entry.state);
  if (at >= 0) story.reached = at;
  else story.end = 'ROLLED_BACK';
  if (entry.state === 'COMMITTED') story.end = 'COMMITTED';
}

const LOOK = {
  COMMITTED: ['good', 'committed'], ACTIVATED: ['good', 'activated'], INSTALLED: ['', 'installed'],
  REFUSED: ['bad', 'refused'], ROLLED_BACK: ['warn', 'rolled back'],
};

/** The steps of an update as dots; for a reader the words. */
export function steps(reached, end) {
  return el(`span.steps${end === 'REFUSED' ? '.bad' : end === 'ROLLED_BACK' ? '.warn' : ''}`,
    {role: 'img', 'aria-label': `${Math.max(0, reached + 1)} of ${STATES.length} steps, last: ${plain(STATES[Math.max(0, reached)])}`},
    STATES.map((state, n) => el(`i${n < reached || end === 'COMMITTED' ? '.done' : n === reached ? '.at' : ''}`, {title: plain(state)})));
}

function title(story) {
  if (story.end === 'ROLLED_BACK' && story.kind === 'swap') return `Rolled back from release ${story.was ?? '?'} to ${story.release}`;
  if (story.end === 'ACTIVATED') return story.was ? `Release ${story.release} instead of ${story.was}` : `Release ${story.release}`;
  return story.release ? `Release ${story.release}` : 'A release';
}

/** One story as a list item. */
export function item(story, several) {
  const [tone, word] = LOOK[story.end] ?? ['busy', plain(STATES[Math.max(0, story.reached)])];
  const lasted = new Date(story.to) - new Date(story.from);
  return el('li.story', null,
    el(`span.mark.${tone || 'calm'}`, {'aria-hidden': 'true'}),
    el('div.what', null,
      el('p.title', null, several && el('span.model', null, story.model), el('b', null, title(story)), el(`span.chip.${tone || 'calm'}`, null, word)),
      story.kind === 'update' && el('p.sub', null, steps(story.reached, story.end),
        story.end === 'COMMITTED' && lasted > 0 && ` in ${duration(lasted)}`,
        story.end === 'COMMITTED' && story.swap && `, ${story.swap.replace(/(\d)\.\d us$/, '$1 µs')}`),
      story.code && el('p.sub', null, el('code', null, story.code), ` ${story.message ?? ''}`)),
    when(story.to));
}
