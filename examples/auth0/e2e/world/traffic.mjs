// Watches every request of a browser's context: a token may go to the REST server, in its header, and nowhere else.
import assert from 'node:assert/strict';

const api = 'http://localhost:8080/';

export class Traffic {
  requests = [];
  #reading = [];

  constructor(context) {
    context.on('request', (request) => this.#reading.push(this.#read(request)));
  }

  async #read(request) {
    const headers = await request.allHeaders().catch(() => request.headers());
    this.requests.push({ method: request.method(), url: request.url(), headers, body: request.postData() ?? '' });
  }

  /** The requests that carried a token to the REST server. */
  async authorized() {
    await Promise.all(this.#reading);
    return this.requests.filter(({ url, headers }) => url.startsWith(api) && headers.authorization);
  }

  async tokens() {
    return new Set((await this.authorized()).map(({ headers }) => headers.authorization.replace(/^(Bearer|DPoP) /, '')));
  }

  async assertTokensStayHome() {
    const tokens = await this.tokens();
    for (const { url, headers, body } of this.requests) {
      const { authorization, ...others } = headers;
      const elsewhere = [url, body, JSON.stringify(others), url.startsWith(api) ? '' : authorization ?? ''].join('\n');
      for (const token of tokens) assert.ok(!elsewhere.includes(token), `a token went to ${url.split('?')[0]}`);
    }
  }
}
