// TextEncoder, TextDecoder, atob and btoa.
(function (host, load) {
  const { coded, domException } = load('errors.js');
  const bytesOf = (value) => {
    if (value === undefined) return new Uint8Array(0);
    return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  };

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }

    encode(text = '') {
      return host.encode(String(text), 'utf8');
    }

    encodeInto(text, target) {
      let read = 0;
      let written = 0;
      for (const character of text) {
        const bytes = host.encode(character, 'utf8');
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        read += character.length;
        written += bytes.length;
      }
      return { read, written };
    }
  }

  const known = {
    'utf-8': 'utf8', utf8: 'utf8', 'unicode-1-1-utf-8': 'utf8', 'iso-8859-1': 'latin1', latin1: 'latin1', 'windows-1252': 'latin1', 'us-ascii': 'latin1', ascii: 'latin1', 'utf-16le': 'utf16le', 'utf-16': 'utf16le',
  };
  const shown = { utf8: 'utf-8', latin1: 'windows-1252', utf16le: 'utf-16le' };

  class TextDecoder {
    #name;

    #rest = new Uint8Array(0);

    constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
      this.#name = known[String(label).trim().toLowerCase()];
      if (!this.#name) throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
      this.encoding = shown[this.#name];
      this.fatal = Boolean(fatal);
      this.ignoreBOM = Boolean(ignoreBOM);
    }

    decode(value, { stream = false } = {}) {
      let bytes = bytesOf(value);
      if (this.#rest.length > 0) bytes = Uint8Array.from([...this.#rest, ...bytes]);
      const kept = stream && this.#name === 'utf8' ? unfinished(bytes) : 0;
      this.#rest = bytes.slice(bytes.length - kept);
      bytes = bytes.slice(0, bytes.length - kept);
      if (this.fatal && this.#name === 'utf8' && !host.isUtf8(bytes)) throw coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${this.encoding}`);
      const text = host.decode(bytes, this.#name);
      return this.#name !== 'latin1' && !this.ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  }

  // How many bytes at the end begin a character that is not complete.
  function unfinished(bytes) {
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back];
      if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
      if (byte < 0x80) return 0;
    }
    return 0;
  }

  function atob(text) {
    const digits = String(text).replace(/[\t\n\f\r ]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.replace(/=+$/, '').length % 4 === 1) throw domException('InvalidCharacterError', 5, 'The string to be decoded is not correctly encoded.');
    return host.decode(host.encode(digits, 'base64'), 'latin1');
  }

  function btoa(text) {
    if (/[^\u0000-\u00ff]/.test(String(text))) throw domException('InvalidCharacterError', 5, 'Invalid character');
    return host.decode(host.encode(String(text), 'latin1'), 'base64');
  }

  return { TextEncoder, TextDecoder, atob, btoa };
})
