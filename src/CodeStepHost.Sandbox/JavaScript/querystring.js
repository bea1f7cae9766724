// Node's querystring.
(function (host) {
  // What is no UTF-8 becomes a replacement character, what is no escape stays.
  const bytewise = (text) => {
    const bytes = [];
    const source = host.encode(text, 'utf8');
    for (let at = 0; at < source.length; at++) {
      const digits = source[at] === 37 ? String.fromCharCode(source[at + 1] || 0, source[at + 2] || 0) : '';
      if (/^[0-9a-f]{2}$/i.test(digits)) {
        bytes.push(parseInt(digits, 16));
        at += 2;
      } else {
        bytes.push(source[at]);
      }
    }
    return host.decode(new Uint8Array(bytes), 'utf8');
  };
  const unescape = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return bytewise(text);
    }
  };
  const primitive = (value) => {
    if (typeof value === 'string') return value;
    return (typeof value === 'number' && isFinite(value)) || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
  };
  const escape = (text) => encodeURIComponent(typeof text === 'object' ? String(text) : text);

  function parse(text, separator, equals, options = {}) {
    const result = Object.create(null);
    if (typeof text !== 'string' || text === '') return result;
    const decode = options.decodeURIComponent || querystring.unescape;
    const read = (part) => {
      const spaced = part.replace(/\+/g, ' ');
      try {
        return decode(spaced);
      } catch {
        return bytewise(spaced);
      }
    };
    const sign = equals || '=';
    const most = typeof options.maxKeys === 'number' ? options.maxKeys : 1000;
    const parts = text.split(separator || '&');
    for (const part of most > 0 ? parts.slice(0, most) : parts) {
      if (part === '') continue;
      const at = part.indexOf(sign);
      const name = read(at < 0 ? part : part.slice(0, at));
      const value = at < 0 ? '' : read(part.slice(at + sign.length));
      if (!(name in result)) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [result[name], value];
    }
    return result;
  }

  function stringify(values, separator, equals, options = {}) {
    if (values === null || typeof values !== 'object') return '';
    const encode = options.encodeURIComponent || querystring.escape;
    return Object.keys(values)
      .flatMap((name) => (Array.isArray(values[name]) ? values[name] : [values[name]]).map((value) => `${encode(name)}${equals || '='}${encode(primitive(value))}`))
      .join(separator || '&');
  }

  const querystring = { parse, stringify, decode: parse, encode: stringify, escape, unescape };
  return querystring;
})
