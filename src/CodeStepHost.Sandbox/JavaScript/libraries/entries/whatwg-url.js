import { URL as StandardURL, URLSearchParams } from 'whatwg-url';

const { coded } = load('errors.js');
const inspected = Symbol.for('nodejs.util.inspect.custom');

class URL extends StandardURL {
  constructor(text, base) {
    if (text === undefined && base === undefined) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
    try {
      if (base === undefined) super(text);
      else super(text, base);
    } catch (error) {
      // In Node's words; a value that has no text has its own.
      throw error instanceof TypeError && error.message.startsWith('Invalid ')
        ? Object.assign(coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL'), { input: String(text), ...(base === undefined ? {} : { base: String(base) }) })
        : error;
    }
  }
}

const parts = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash'];
Object.defineProperty(URL, 'name', { value: 'URL' });
Object.defineProperty(URL.prototype, inspected, {
  value(depth, options, inspect) {
    return `URL ${inspect(Object.fromEntries(parts.map((part) => [part, this[part]])), options)}`;
  },
});
Object.defineProperty(URLSearchParams, 'name', { value: 'URLSearchParams' });
Object.defineProperty(URLSearchParams.prototype, inspected, {
  value(depth, options, inspect) {
    const pairs = [...this].map(([name, value]) => `${inspect(name)} => ${inspect(value)}`);
    return pairs.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${pairs.join(', ')} }`;
  },
});

export default { URL, URLSearchParams };
