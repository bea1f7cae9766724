// Node's querystring.
(function () {
  const unescape = (text) => {
    try {
      return decodeURIComponent(text.replace(/\+/g, ' '));
    } catch {
      return text;
    }
  };
  const primitive = (value) => (typeof value === 'string' || (typeof value === 'number' && isFinite(value)) || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '');

  function parse(text, separator = '&', equals = '=') {
    const result = Object.create(null);
    for (const part of String(text).split(separator)) {
      if (part === '') continue;
      const at = part.indexOf(equals);
      const name = unescape(at < 0 ? part : part.slice(0, at));
      const value = at < 0 ? '' : unescape(part.slice(at + equals.length));
      if (!(name in result)) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [result[name], value];
    }
    return result;
  }

  function stringify(values, separator = '&', equals = '=') {
    return Object.keys(values || {}).flatMap((name) => (Array.isArray(values[name]) ? values[name] : [values[name]])
      .map((value) => `${encodeURIComponent(name)}${equals}${encodeURIComponent(primitive(value))}`)).join(separator);
  }

  return { parse, stringify, decode: parse, encode: stringify, escape: encodeURIComponent, unescape };
})
