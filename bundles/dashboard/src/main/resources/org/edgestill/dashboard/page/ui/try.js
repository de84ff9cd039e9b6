// The box to try the model in service: events of a session that nobody stores, or of a user.

import {post} from './api.js';
import {$, el, micros} from './dom.js';

const REASONS = {
  NO_HISTORY: 'no event on an item that the model knows: what is popular',
  NO_MODEL: 'no model is installed',
  NO_BEHAVIOUR_LOG: 'the behaviour log can not be read',
  NO_FEATURE_EXTRACTOR: 'no feature extractor fits this model',
  STUDENT_FAILED: 'the student failed on this request: what is popular',
};
const HINTS = {
  session: 'Its events go with the request and are not stored.',
  user: 'Events are stored on the gateway, as if the shop had sent them.',
};

export class TryBox {
  /** @param model gives the name of the model that is looked at */
  constructor(model) {
    this.model = model;
    this.events = [];
    this.titles = new Map();
    this.turn = 0;
    $('try-form').addEventListener('submit', event => { event.preventDefault(); this.recommend(); });
    $('try-form').addEventListener('change', event => event.target.name === 'who' && this.who());
    $('add').addEventListener('click', () => this.typed());
    $('item').addEventListener('keydown', event => {
      if (event.key === 'Enter' && $('item').value.trim()) { event.preventDefault(); this.typed(); }
    });
    $('clear').addEventListener('click', () => { this.events = []; this.list(); this.recommend(); });
    $('diversity').addEventListener('input', () => { $('diversity-value').textContent = $('diversity').value; });
    this.who();
    this.say('Press “Recommend”: without an event it is what is popular.');
  }

  isUser() {
    return $('try-form').elements.who.value === 'user';
  }

  who() {
    $('user-field').hidden = !this.isUser();
    $('who-hint').textContent = HINTS[this.isUser() ? 'user' : 'session'];
    this.list();
  }

  say(...what) {
    $('answer-meta').replaceChildren(...what);
  }

  typed() {
    const item = $('item').value.trim();
    if (!item) { $('item').focus(); return; }
    $('item').value = '';
    this.add(item);
  }

  async add(item) {
    const event = {item, behaviour: $('behaviour').value, timeMillis: Date.now()};
    if (this.isUser()) {
      const user = $('user').value.trim();
      if (!user) { this.say(el('span.problem', null, 'Say which user.')); $('user').focus(); return; }
      try {
        await post('/events', [{...event, user}]);
      } catch (problem) {
        this.say(el('span.problem', null, problem.message));
        return;
      }
    }
    this.events.push(event);
    this.list();
    this.recommend();
  }

  list() {
    $('events').setAttribute('aria-label', this.isUser() ? 'Events sent for the user' : 'Events of the session, oldest first');
    $('events').replaceChildren(...this.events.map(event => {
      const name = this.titles.get(event.item) ?? event.item;
      return el('li', null, el('span', {title: event.item}, `${event.behaviour} ${name}`),
        !this.isUser() && el('button', {type: 'button', 'aria-label': `Leave out ${name}`, onclick: () => {
          this.events = this.events.filter(e => e !== event);
          this.list();
          this.recommend();
        }}, '×'));
    }));
  }

  request() {
    const request = {model: this.model(), k: Number($('k').value) || 8, excludeSeen: $('exclude-seen').checked};
    if (Number($('diversity').value)) request.diversity = Number($('diversity').value);
    if ($('explain').checked) request.explain = true;
    for (const list of ['only', 'except']) {
      const categories = $(list).value.split(',').map(name => name.trim()).filter(name => name);
      if (categories.length) request[list] = categories;
    }
    if (this.isUser()) request.user = $('user').value.trim();
    else request.events = this.events;
    return request;
  }

  async recommend() {
    const turn = ++this.turn;
    try {
      const answer = await post('/recommendations', this.request());
      if (turn === this.turn) this.answer(answer);
    } catch (problem) {
      if (turn !== this.turn) return;
      this.say(el('span.problem', null, problem.message));
      $('answer').replaceChildren();
    }
  }

  answer(answer) {
    for (const item of answer.items) if (item.title) this.titles.set(item.item, item.title);
    const student = answer.source === 'STUDENT';
    this.say(
      el(`span.chip.${student ? 'good' : 'warn'}`, null, answer.source.toLowerCase().replace('_', ' ')),
      answer.model ? `release ${answer.model.release}, ${micros(answer.latencyMicros)}` : '',
      REASONS[answer.reason] ? el('span', null, REASONS[answer.reason]) : '');
    $('answer').replaceChildren(...answer.items.map(item => {
      const name = item.title || item.item;
      return el('li', null,
        el('span', {title: item.item}, name, item.because?.length
          ? el('span.why', null, `because of ${item.because.map(b => b.title || b.item).join(', ')}`) : null),
        el('span.score', {title: 'score'}, item.score.toFixed(2)),
        el('button.quiet.small', {type: 'button', 'aria-label': `${$('behaviour').value} ${name}`, title: 'Add it as an event',
          onclick: () => this.add(item.item)}, '+'));
    }));
    if (!answer.items.length) $('answer').replaceChildren();
    this.list();
  }
}
