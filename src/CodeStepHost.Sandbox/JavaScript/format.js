// util.format and util.inspect, as far as log lines need them.
(function () {
  const DEEPEST = 4;
  const MOST_ITEMS = 100;
  const plainKey = /^[A-Za-z_$][\w$]*$/;

  const quote = (text) => "'" + text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n') + "'";

  function inspectFunction(value) {
    const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
    return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`;
  }

  function inspectError(error) {
    const title = `${error.name}: ${error.message}`;
    return error.stack ? `${title}\n${String(error.stack).trimEnd()}` : `[${title}]`;
  }

  function list(open, items, close) {
    if (items.length === 0) return open + close;
    const line = `${open} ${items.join(', ')} ${close}`;
    return line.length <= 100 && !line.includes('\n') ? line : `${open}\n  ${items.map((item) => item.replace(/\n/g, '\n  ')).join(',\n  ')}\n${close}`;
  }

  function inspect(value, options, depth = 0, path = []) {
    const deepest = options && options.depth !== undefined ? (options.depth === null ? Infinity : options.depth) : DEEPEST;
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'function') return inspectFunction(value);
    if (value === null || typeof value !== 'object') return String(value);
    if (path.includes(value)) return '[Circular]';
    if (value instanceof Error) return inspectError(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise) return 'Promise';

    const name = value.constructor && value.constructor.name;
    if (depth > deepest) return Array.isArray(value) ? '[Array]' : `[${name || 'Object'}]`;
    const inner = (item) => inspect(item, options, depth + 1, [...path, value]);
    const more = (count) => (count > MOST_ITEMS ? [`... ${count - MOST_ITEMS} more items`] : []);

    if (Array.isArray(value)) return list('[', [...value.slice(0, MOST_ITEMS).map(inner), ...more(value.length)], ']');
    if (value instanceof Map) return list(`Map(${value.size}) {`, [...value].slice(0, MOST_ITEMS).map(([k, v]) => `${inner(k)} => ${inner(v)}`), '}');
    if (value instanceof Set) return list(`Set(${value.size}) {`, [...value].slice(0, MOST_ITEMS).map(inner), '}');
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return list(`${name}(${value.length}) [`, [...Array.from(value.slice(0, MOST_ITEMS), String), ...more(value.length)], ']');

    const keys = Object.keys(value);
    const entries = keys.slice(0, MOST_ITEMS).map((key) => `${plainKey.test(key) ? key : quote(key)}: ${inner(value[key])}`);
    const title = Object.getPrototypeOf(value) === null ? '[Object: null prototype] ' : name && name !== 'Object' ? `${name} ` : '';
    return title + list('{', [...entries, ...more(keys.length)], '}');
  }

  function toJson(value) {
    try {
      return JSON.stringify(value);
    } catch {
      return '[Circular]';
    }
  }

  const directives = {
    s: (value) => (typeof value === 'object' && value !== null && !(value instanceof Error) ? inspect(value, { depth: 0 }) : typeof value === 'bigint' ? `${value}n` : String(value)),
    d: (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? 'NaN' : String(Number(value))),
    i: (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? 'NaN' : String(parseInt(value, 10))),
    f: (value) => String(parseFloat(value)),
    j: (value) => String(toJson(value)),
    o: (value) => inspect(value),
    O: (value) => inspect(value),
    c: () => '',
  };

  function format(...values) {
    let rest = values;
    let text = '';
    if (typeof values[0] === 'string') {
      let next = 1;
      text = values.length === 1 ? values[0] : values[0].replace(/%([sdifjoOc%])/g, (whole, directive) => {
        if (directive === '%') return '%';
        return next < values.length ? directives[directive](values[next++]) : whole;
      });
      rest = values.slice(next);
      if (rest.length > 0) text += ' ';
    }
    return text + rest.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
  }

  return { format, inspect };
})
