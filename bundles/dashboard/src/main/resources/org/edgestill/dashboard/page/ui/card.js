// The model card: the few things of Markdown that a card uses, as elements. It was verified by the
// gateway, and is still only text: nothing of it becomes markup.

import {el} from './dom.js';

const cells = line => line.trim().replace(/^\||\|$/g, '').split('|').map(cell => cell.trim());

function table(lines) {
  const head = cells(lines[0]);
  const rows = lines.slice(2).map(cells);
  const titled = head.some(cell => cell);
  const figure = column => rows.every(row => /^[-\d.,%\s]*$/.test(row[column] ?? ''));
  const numeric = head.map((_, column) => titled && figure(column));
  const row = (values, tag) => el('tr', null, values.map((value, column) =>
    tag === 'td' && column === 0
      ? el('th', {scope: 'row'}, value)
      : el(numeric[column] ? `${tag}.num` : tag, tag === 'th' ? {scope: 'col'} : null, value)));
  return el('div.scroll', {tabindex: 0, role: 'group', 'aria-label': 'Table'}, el('table', null,
    titled && el('thead', null, row(head, 'th')),
    el('tbody', null, rows.map(values => row(values, 'td')))));
}

/** Elements for the card; its first heading is left out, because the page has it already. */
export function render(markdown) {
  const out = [];
  const lines = markdown.split(/\r?\n/);
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    const heading = /^(#{1,4}) (.*)/.exec(line);
    if (heading) {
      if (heading[1].length > 1) out.push(el('h3', null, heading[2]));
      i++;
    } else if (line.startsWith('|')) {
      const from = i;
      while (i < lines.length && lines[i].startsWith('|')) i++;
      out.push(table(lines.slice(from, i)));
    } else if (line.trim()) {
      const from = i;
      while (i < lines.length && lines[i].trim() && !/^(#|\|)/.test(lines[i])) i++;
      out.push(el('p', null, lines.slice(from, i).join(' ')));
    } else {
      i++;
    }
  }
  return out;
}
