// fetch: the call itself is made by the host.
(function (host) {
  class Headers {
    constructor(init) {
      this._pairs = new Map();
      this._cookies = [];
      if (init === undefined || init === null) return;
      const pairs = init instanceof Headers ? [...init] : Array.isArray(init) ? init : Object.entries(init);
      for (const [name, value] of pairs) this.append(name, value);
    }

    append(name, value) {
      const key = String(name).toLowerCase();
      if (key === 'set-cookie') this._cookies.push(String(value));
      this._pairs.set(key, this._pairs.has(key) ? `${this._pairs.get(key)}, ${value}` : String(value));
    }

    set(name, value) {
      this._pairs.set(String(name).toLowerCase(), String(value));
    }

    get(name) {
      const value = this._pairs.get(String(name).toLowerCase());
      return value === undefined ? null : value;
    }

    has(name) {
      return this._pairs.has(String(name).toLowerCase());
    }

    delete(name) {
      this._pairs.delete(String(name).toLowerCase());
      if (String(name).toLowerCase() === 'set-cookie') this._cookies = [];
    }

    getSetCookie() {
      return [...this._cookies];
    }

    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }

    entries() {
      return [...this._pairs].sort(([a], [b]) => (a < b ? -1 : 1)).values();
    }

    keys() {
      return [...this._pairs.keys()].sort().values();
    }

    values() {
      return [...this].map(([, value]) => value).values();
    }

    [Symbol.iterator]() {
      return this.entries();
    }
  }

  class Response {
    constructor(body, init = {}) {
      this._bytes = toBytes(body) || new Uint8Array(0);
      this.status = init.status === undefined ? 200 : init.status;
      this.statusText = init.statusText || '';
      this.headers = new Headers(init.headers);
      this.url = init.url || '';
      this.redirected = Boolean(init.redirected);
      this.type = 'default';
      this.bodyUsed = false;
    }

    get ok() {
      return this.status >= 200 && this.status < 300;
    }

    _take() {
      if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read');
      this.bodyUsed = true;
      return this._bytes;
    }

    async arrayBuffer() {
      const bytes = this._take();
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    }

    async bytes() {
      return this._take();
    }

    async text() {
      return host.decode(this._take(), 'utf8');
    }

    async json() {
      return JSON.parse(await this.text());
    }

    static json(value, init = {}) {
      const response = new Response(JSON.stringify(value), init);
      if (!response.headers.has('content-type')) response.headers.set('content-type', 'application/json');
      return response;
    }

    static error() {
      return Object.assign(new Response(null, {}), { status: 0, type: 'error' });
    }

    clone() {
      if (this.bodyUsed) throw new TypeError('Response.clone: Body has already been consumed.');
      return new Response(this._bytes, this);
    }
  }

  function toBytes(body) {
    if (body === undefined || body === null) return null;
    if (typeof body === 'string') return host.encode(body, 'utf8');
    if (body instanceof ArrayBuffer) return new Uint8Array(body);
    if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    return host.encode(String(body), 'utf8');
  }

  // Makes the call; a signal ends the wait for its answer.
  const send = (method, url, headers, body, { timeout, signal }, redirects) => new Promise((resolve, reject) => {
    if (signal) signal.throwIfAborted();
    const call = host.sendHttp(method, url, headers, body, timeout === undefined ? null : timeout, resolve, reject, redirects);
    if (signal) signal.addEventListener('abort', () => {
      host.forgetHttp(call);
      reject(signal.reason);
    });
  });

  const typeOf = (body) => {
    if (typeof body === 'string') return 'text/plain;charset=UTF-8';
    return body && body.constructor && body.constructor.name === 'URLSearchParams' ? 'application/x-www-form-urlencoded;charset=UTF-8' : null;
  };

  async function fetch(address, options = {}) {
    const url = typeof address === 'object' && address !== null && address.url ? address.url : String(address);
    const headers = new Headers(options.headers);
    const type = typeOf(options.body);
    if (type && !headers.has('content-type')) headers.set('content-type', type);
    const method = String(options.method || 'GET').toUpperCase();
    const redirect = options.redirect || 'follow';
    const answer = await send(method, url, [...headers], toBytes(options.body), options, redirect === 'follow' ? null : 0);
    if (redirect === 'error' && answer.status >= 300 && answer.status < 400) throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
    return new Response(answer.body, { ...answer, redirected: answer.url !== url });
  }

  return { fetch, Headers, Response, toBytes, send };
})
