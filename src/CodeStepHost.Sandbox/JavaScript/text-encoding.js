// TextEncoder, TextDecoder, atob and btoa.
(function (host) {
  const bytesOf = (value) => (value === undefined ? new Uint8Array(0) : value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength));

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }

    encode(text = '') {
      return host.encode(String(text), 'utf8');
    }
  }

  const known = { 'utf-8': 'utf8', utf8: 'utf8', 'iso-8859-1': 'latin1', latin1: 'latin1', 'us-ascii': 'latin1', 'utf-16le': 'utf16le' };

  class TextDecoder {
    constructor(label = 'utf-8') {
      this._name = known[String(label).toLowerCase()];
      if (!this._name) throw new RangeError(`The "${label}" encoding is not supported`);
      this.encoding = this._name === 'utf8' ? 'utf-8' : String(label).toLowerCase();
    }

    decode(bytes) {
      const text = host.decode(bytesOf(bytes), this._name);
      return this._name === 'utf8' && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  }

  function atob(text) {
    const digits = String(text).replace(/[\t\n\f\r ]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.replace(/=+$/, '').length % 4 === 1) throw new Error('The string to be decoded is not correctly encoded.');
    return host.decode(host.encode(digits, 'base64'), 'latin1');
  }

  function btoa(text) {
    if (/[^\u0000-\u00ff]/.test(String(text))) throw new Error('Invalid character');
    return host.decode(host.encode(String(text), 'latin1'), 'base64');
  }

  return { TextEncoder, TextDecoder, atob, btoa };
})
