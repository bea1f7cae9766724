// Buffer: a Uint8Array that knows text encodings.
(function (host) {
  const names = { utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url', latin1: 'latin1', binary: 'latin1', ascii: 'ascii', ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le' };

  const encodingOf = (encoding) => {
    const name = names[String(encoding === undefined || encoding === null ? 'utf8' : encoding).toLowerCase()];
    if (!name) throw new TypeError(`Unknown encoding: ${encoding}`);
    return name;
  };
  const forEncoding = { ascii: 'latin1', base64url: 'base64' };
  const encode = (text, encoding) => {
    const name = encodingOf(encoding);
    return host.encode(text, forEncoding[name] || name);
  };
  const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const wrap = (bytes) => new Buffer(bytes.buffer, bytes.byteOffset, bytes.length);

  class Buffer extends Uint8Array {
    static from(value, encoding, length) {
      if (typeof value === 'string') return wrap(encode(value, encoding));
      if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
      if (ArrayBuffer.isView(value)) {
        const copy = Buffer.alloc(value.length);
        copy.set(value);
        return copy;
      }
      if (value && value.type === 'Buffer' && Array.isArray(value.data)) return Buffer.from(value.data);
      if (value && typeof value === 'object' && typeof value.length === 'number') {
        const bytes = Buffer.alloc(value.length);
        for (let i = 0; i < value.length; i++) bytes[i] = value[i] & 255;
        return bytes;
      }
      throw new TypeError(`The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${value === null ? 'null' : typeof value === 'object' ? 'an object' : `type ${typeof value}`}`);
    }

    static alloc(size, fill, encoding) {
      if (typeof size !== 'number' || !(size >= 0) || size > 268435456) throw new RangeError(`The value of "size" is out of range. It must be >= 0 && <= 268435456. Received ${String(size)}`);
      const bytes = new Buffer(size);
      return fill === undefined ? bytes : bytes.fill(fill, 0, size, encoding);
    }

    static allocUnsafe(size) {
      return Buffer.alloc(size);
    }

    static concat(list, total) {
      if (!Array.isArray(list)) throw new TypeError('The "list" argument must be an instance of Array.');
      const size = total === undefined ? list.reduce((sum, item) => sum + item.length, 0) : total;
      const bytes = Buffer.alloc(size);
      let at = 0;
      for (const item of list) {
        if (at >= size) break;
        bytes.set(at + item.length > size ? item.subarray(0, size - at) : item, at);
        at += item.length;
      }
      return bytes;
    }

    static byteLength(value, encoding) {
      if (typeof value !== 'string') return value.byteLength;
      return encodingOf(encoding) === 'utf8' ? host.byteLength(value) : encode(value, encoding).length;
    }

    static isBuffer(value) {
      return value instanceof Buffer;
    }

    static isEncoding(encoding) {
      return typeof encoding === 'string' && names[encoding.toLowerCase()] !== undefined;
    }

    static compare(left, right) {
      const shared = Math.min(left.length, right.length);
      for (let i = 0; i < shared; i++) if (left[i] !== right[i]) return left[i] < right[i] ? -1 : 1;
      return Math.sign(left.length - right.length);
    }

    toString(encoding, start = 0, end = this.length) {
      return host.decode(plain(start === 0 && end >= this.length ? this : this.subarray(start, end)), encodingOf(encoding));
    }

    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }

    equals(other) {
      return Buffer.compare(this, other) === 0;
    }

    compare(other) {
      return Buffer.compare(this, other);
    }

    slice(start, end) {
      return this.subarray(start, end);
    }

    write(text, offset = 0, length = this.length - offset, encoding = 'utf8') {
      if (typeof offset === 'string') [offset, length, encoding] = [0, this.length, offset];
      if (typeof length === 'string') [length, encoding] = [this.length - offset, length];
      const bytes = encode(text, encoding).subarray(0, Math.min(length, this.length - offset));
      this.set(bytes, offset);
      return bytes.length;
    }

    fill(value, start = 0, end = this.length, encoding) {
      if (typeof value !== 'string') return super.fill(value, start, end);
      const bytes = encode(value, encoding);
      for (let i = start; i < end; i++) this[i] = bytes.length === 0 ? 0 : bytes[(i - start) % bytes.length];
      return this;
    }

    copy(target, targetStart = 0, start = 0, end = this.length) {
      const bytes = this.subarray(start, Math.min(end, start + target.length - targetStart));
      target.set(bytes, targetStart);
      return bytes.length;
    }

    indexOf(value, from = 0, encoding) {
      if (typeof value === 'number') return super.indexOf(value, from);
      const sought = typeof value === 'string' ? encode(value, encoding) : value;
      for (let i = from; i <= this.length - sought.length; i++) {
        let same = 0;
        while (same < sought.length && this[i + same] === sought[same]) same++;
        if (same === sought.length) return i;
      }
      return -1;
    }

    includes(value, from, encoding) {
      return this.indexOf(value, from, encoding) !== -1;
    }

    readUInt8(offset = 0) {
      return this[offset];
    }

    readUInt16BE(offset = 0) {
      return (this[offset] << 8) | this[offset + 1];
    }

    readUInt16LE(offset = 0) {
      return (this[offset + 1] << 8) | this[offset];
    }

    readUInt32BE(offset = 0) {
      return ((this[offset] << 24) | (this[offset + 1] << 16) | (this[offset + 2] << 8) | this[offset + 3]) >>> 0;
    }

    readUInt32LE(offset = 0) {
      return ((this[offset + 3] << 24) | (this[offset + 2] << 16) | (this[offset + 1] << 8) | this[offset]) >>> 0;
    }
  }

  return { Buffer };
})
