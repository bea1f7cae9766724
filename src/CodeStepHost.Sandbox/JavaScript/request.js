// request(options): resolves with statusCode, headers and body for every status. As npm's request it also takes a callback(error, response, body).
(function (host, load) {
  const { Headers, toBytes, send } = load('fetch.js');

  // Lists and objects within values are written as a[0]=1&o[x]=2.
  const encoded = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = (name, value) => {
    if (value === undefined) return [];
    if (value === null) return [`${encoded(name)}=`];
    if (value instanceof Date) return [`${encoded(name)}=${encoded(value.toISOString())}`];
    if (typeof value === 'object') return Object.keys(value).flatMap((key) => pairs(`${name}[${key}]`, value[key]));
    return [`${encoded(name)}=${encoded(String(value))}`];
  };
  const fields = (values) => Object.keys(values).flatMap((name) => pairs(name, values[name])).join('&');

  const withQuery = (url, values) => {
    const query = values ? fields(values) : '';
    if (query === '') return url;
    const [address, fragment] = url.split('#');
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

  const isAddress = (value) => typeof value === 'string' || typeof value?.href === 'string';
  const textOf = (address) => address && typeof address === 'object' && address.href || String(address);
  const unsupported = ['formData', 'multipart', 'oauth', 'aws', 'hawk', 'httpSignature'];

  async function answerOf(options) {
    const url = options.uri || options.url;
    if (!url) throw new Error('undefined is not a valid uri or options object.');
    const missing = unsupported.find((name) => options[name] !== undefined);
    if (missing) throw new Error(`request does not have the option '${missing}' here; send what it makes as body, with its headers.`);

    const headers = new Headers(options.headers);
    let body = options.body;
    let wantsJson = options.json === true;
    if (options.json !== undefined && typeof options.json === 'object' && options.json !== null) {
      body = options.json;
      wantsJson = true;
    }
    if (options.form) {
      body = typeof options.form === 'string' ? options.form : fields(options.form);
      if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded');
    } else if (wantsJson && body !== undefined && !ArrayBuffer.isView(body)) {
      body = JSON.stringify(body);
      if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    }
    if (wantsJson && !headers.has('accept')) headers.set('accept', 'application/json');
    if (options.auth && !headers.has('authorization')) headers.set('authorization', authorization(options.auth));

    const method = String(options.method || 'GET').toUpperCase();
    const follows = options.followRedirect === undefined || options.followRedirect;
    const answer = await send(method, withQuery((options.baseUrl || '') + textOf(url), options.qs), [...headers], toBytes(body), options, follows ? options.maxRedirects ?? null : 0);
    const text = options.encoding === null ? null : host.decode(answer.body, 'utf8');
    return {
      statusCode: answer.status,
      statusMessage: answer.statusText,
      headers: plainHeaders(answer.headers),
      body: text === null ? load('buffer.js').Buffer.from(answer.body) : wantsJson ? parsed(text) : text,
    };
  }

  const withDefaults = (defaults) => {
    const request = (address, ...more) => {
      const callback = more.find((argument) => typeof argument === 'function');
      const options = typeof more[0] === 'object' ? more[0] : {};
      const given = isAddress(address) ? { ...options, url: address } : { ...address };
      const answer = answerOf({ ...defaults, ...given, headers: { ...defaults.headers, ...given.headers } });
      if (callback) answer.then((response) => callback(null, response, response.body), (error) => callback(error));
      return answer;
    };
    for (const method of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'])
      request[method] = (address, ...more) => (isAddress(address) ? request({ ...(typeof more[0] === 'object' ? more[0] : {}), url: address, method }, ...more) : request({ ...address, method }, ...more));
    request.del = request.delete;
    request.defaults = (more) => withDefaults({ ...defaults, ...more, headers: { ...defaults.headers, ...more.headers } });
    return request;
  };
  return withDefaults({});
})
