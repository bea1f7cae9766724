// URL and URLSearchParams, and the parts of Node's url module that are still in use.
(function (host, load) {
  const escape = (text) => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
  const unescape = (text) => {
    const spaced = text.replace(/\+/g, ' ');
    try {
      return decodeURIComponent(spaced);
    } catch {
      return spaced;
    }
  };

  class URLSearchParams {
    constructor(init) {
      this._pairs = [];
      this._changed = () => {};
      if (init === undefined || init === null) return;
      if (typeof init === 'string') this._read(init);
      else if (typeof init[Symbol.iterator] === 'function') for (const [name, value] of init) this.append(name, value);
      else for (const name of Object.keys(init)) this.append(name, init[name]);
    }

    _read(text) {
      this._pairs = text.replace(/^\?/, '').split('&').filter((part) => part !== '').map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [unescape(part), ''] : [unescape(part.slice(0, at)), unescape(part.slice(at + 1))];
      });
    }

    append(name, value) {
      this._pairs.push([String(name), String(value)]);
      this._changed();
    }

    delete(name) {
      this._pairs = this._pairs.filter(([key]) => key !== name);
      this._changed();
    }

    get(name) {
      const pair = this._pairs.find(([key]) => key === name);
      return pair ? pair[1] : null;
    }

    getAll(name) {
      return this._pairs.filter(([key]) => key === name).map(([, value]) => value);
    }

    has(name) {
      return this._pairs.some(([key]) => key === name);
    }

    set(name, value) {
      const at = this._pairs.findIndex(([key]) => key === name);
      if (at < 0) return this.append(name, value);
      this._pairs[at][1] = String(value);
      this._pairs = this._pairs.filter(([key], index) => key !== name || index === at);
      this._changed();
    }

    sort() {
      this._pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this._changed();
    }

    get size() {
      return this._pairs.length;
    }

    forEach(callback, self) {
      for (const [name, value] of this._pairs) callback.call(self, value, name, this);
    }

    entries() {
      return this._pairs.map((pair) => [...pair]).values();
    }

    keys() {
      return this._pairs.map(([name]) => name).values();
    }

    values() {
      return this._pairs.map(([, value]) => value).values();
    }

    [Symbol.iterator]() {
      return this.entries();
    }

    toString() {
      return this._pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
    }
  }

  class URL {
    constructor(text, base) {
      const parts = host.parseUrl(String(text), base === undefined ? undefined : String(base));
      if (parts === null) {
        const error = new TypeError('Invalid URL');
        error.code = 'ERR_INVALID_URL';
        error.input = String(text);
        throw error;
      }
      Object.assign(this, parts);
      Object.defineProperty(this, 'searchParams', { value: new URLSearchParams(this.search), enumerable: true });
      this.searchParams._changed = () => {
        const query = this.searchParams.toString();
        this.search = query === '' ? '' : `?${query}`;
      };
    }

    static canParse(text, base) {
      return host.parseUrl(String(text), base === undefined ? undefined : String(base)) !== null;
    }

    get host() {
      return this.port === '' ? this.hostname : `${this.hostname}:${this.port}`;
    }

    get origin() {
      return /^(https?|ftp|wss?):$/.test(this.protocol) ? `${this.protocol}//${this.host}` : 'null';
    }

    get href() {
      const user = this.username === '' ? '' : `${this.username}${this.password === '' ? '' : `:${this.password}`}@`;
      const slashes = this.hostname === '' && this.protocol !== 'file:' ? '' : '//';
      return `${this.protocol}${slashes}${user}${this.host}${this.pathname}${this.search}${this.hash}`;
    }

    toString() {
      return this.href;
    }

    toJSON() {
      return this.href;
    }
  }

  function parse(text, readQuery) {
    const url = new URL(text);
    return {
      protocol: url.protocol, slashes: true, auth: url.username ? `${url.username}${url.password ? `:${url.password}` : ''}` : null, host: url.host, port: url.port || null,
      hostname: url.hostname, hash: url.hash || null, search: url.search || null, query: readQuery ? load('querystring.js').parse(url.search.slice(1)) : url.search.slice(1) || null,
      pathname: url.pathname, path: url.pathname + url.search, href: url.href,
    };
  }

  return { URL, URLSearchParams, parse, format: (url) => String(url.href || url), resolve: (from, to) => new URL(to, from).href };
})
