// The gateway's REST interface. What changes something needs the token; so does reading from another
// machine than the gateway itself.

const API = 'edgestill/api';
const TOKEN = 'edgestill.token';
const PATIENCE = 8000;

/** A refusal by the gateway (it has a code), or no answer at all (it has none). */
export class Problem extends Error {
  constructor(message, status, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: value => sessionStorage.setItem(TOKEN, value),
  forget: () => sessionStorage.removeItem(TOKEN),
};

async function ask(url, options = {}) {
  let response;
  try {
    response = await fetch(url, {...options, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE)});
  } catch {
    throw new Problem('the gateway does not answer', 0);
  }
  return response;
}

async function refuse(response) {
  let said = {};
  try {
    said = await response.json();
  } catch {
    // not a problem document: the status has to do
  }
  throw new Problem(said.detail ?? `the gateway answers ${response.status}`, response.status, said.code);
}

const authorization = () => token.get() ? {Authorization: `Bearer ${token.get()}`} : {};

/** GET of a JSON document; null if the gateway does not offer it. */
export async function get(path) {
  const response = await ask(`${API}${path}`, {headers: authorization()});
  if (response.status === 404 || (response.status === 503 && path !== '/status')) return null;
  if (!response.ok) await refuse(response);
  return response.json();
}

/** GET of a text; null if the gateway does not offer it. */
export async function text(url) {
  const response = await ask(url);
  return response.ok ? response.text() : null;
}

/** The card of an installed release, in Markdown; null if it has none. */
export const card = async digest => (await get(`/models/${digest}/card`))?.markdown ?? null;

/** What the health checks found. "Not well" comes with a status of 503, and is an answer too. */
export async function health() {
  const response = await ask('health.json');
  if (response.status !== 200 && response.status !== 503) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** POST of a JSON document; with the token if there is one. */
export async function post(path, body) {
  const content = body === undefined ? {} : {body: JSON.stringify(body)};
  const headers = {...authorization(), ...(body !== undefined && {'Content-Type': 'application/json'})};
  const response = await ask(`${API}${path}`, {method: 'POST', headers, ...content});
  if (!response.ok) await refuse(response);
  return response.status === 204 ? null : response.json();
}
