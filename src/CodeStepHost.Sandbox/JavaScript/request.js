// request(options): resolves with statusCode, headers and body for every status.
(function (host, load) {
  const { Headers, toBytes, send } = load('fetch.js');

  const withQuery = (url, values) => {
    if (!values || Object.keys(values).length === 0) return url;
    const [address, fragment] = url.split('#');
    const query = load('querystring.js').stringify(values);
    return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment === undefined ? '' : `#${fragment}`}`;
  };

  const authorization = (auth) => {
    if (auth.bearer !== undefined) return `Bearer ${typeof auth.bearer === 'function' ? auth.bearer() : auth.bearer}`;
    const user = auth.user === undefined ? auth.username : auth.user;
    const password = auth.pass === undefined ? auth.password : auth.pass;
    return `Basic ${host.decode(host.encode(`${user || ''}:${password || ''}`, 'utf8'), 'base64')}`;
  };

  const plainHeaders = (pairs) => {
    const headers = new Headers(pairs);
    const cookies = headers.getSetCookie();
    return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) };
  };

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };

  async function request(address, more) {
    const options = typeof address === 'string' ? { ...more, url: address } : { ...address };
    const url = options.uri || options.url;
    if (!url) throw new Error('undefined is not a valid uri or options object.');

    const headers = new Headers(options.headers);
    let body = options.body;
    let wantsJson = options.json === true;
    if (options.json !== undefined && typeof options.json === 'object' && options.json !== null) {
      body = options.json;
      wantsJson = true;
    }
    if (options.form) {
      body = typeof options.form === 'string' ? options.form : load('querystring.js').stringify(options.form);
      if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded');
    } else if (wantsJson && body !== undefined && !ArrayBuffer.isView(body)) {
      body = typeof body === 'string' && options.json === true ? body : JSON.stringify(body);
      if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    }
    if (wantsJson && !headers.has('accept')) headers.set('accept', 'application/json');
    if (options.auth && !headers.has('authorization')) headers.set('authorization', authorization(options.auth));

    const method = String(options.method || 'GET').toUpperCase();
    const follows = options.followRedirect === undefined || options.followRedirect;
    const answer = await send(method, withQuery(String(url), options.qs), [...headers], toBytes(body), options, follows ? options.maxRedirects ?? null : 0);
    const text = options.encoding === null ? null : host.decode(answer.body, 'utf8');
    return {
      statusCode: answer.status,
      statusMessage: answer.statusText,
      headers: plainHeaders(answer.headers),
      body: text === null ? load('buffer.js').Buffer.from(answer.body) : wantsJson ? parsed(text) : text,
    };
  }

  for (const method of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'])
    request[method] = (address, more) => request(typeof address === 'string' ? { ...more, url: address, method } : { ...address, method });
  return request;
})
