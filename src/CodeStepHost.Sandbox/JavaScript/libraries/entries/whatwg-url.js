import { URL as StandardURL, URLSearchParams } from 'whatwg-url';

class URL extends StandardURL {
  constructor(text, base) {
    try {
      if (base === undefined) super(text);
      else super(text, base);
    } catch (error) {
      // In Node's words; a value that has no text has its own.
      throw error instanceof TypeError && error.message.startsWith('Invalid ')
        ? Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: String(text), ...(base === undefined ? {} : { base: String(base) }) })
        : error;
    }
  }
}

export default { URL, URLSearchParams };
