// Node's crypto, as far as integrations need it, and the web's crypto global.
(function (host, load) {
  const bytesOf = (value, encoding) => {
    if (typeof value === 'string') return load('buffer.js').Buffer.from(value, encoding);
    if (ArrayBuffer.isView(value)) return value;
    throw new TypeError('The "data" argument must be of type string or an instance of Buffer or TypedArray.');
  };
  const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameOf = (algorithm) => String(algorithm).toLowerCase().replace('-', '');

  class Digest {
    constructor(finish) {
      this._finish = finish;
      this._parts = [];
    }

    update(data, encoding) {
      if (!this._parts) throw new Error('Digest already called');
      this._parts.push(bytesOf(data, encoding));
      return this;
    }

    digest(encoding) {
      if (!this._parts) throw new Error('Digest already called');
      const { Buffer } = load('buffer.js');
      const result = Buffer.from(this._finish(plain(Buffer.concat(this._parts))));
      this._parts = null;
      return encoding === undefined || encoding === 'buffer' ? result : result.toString(encoding);
    }
  }

  const createHash = (algorithm) => {
    const name = nameOf(algorithm);
    host.hash(name, new Uint8Array(0));
    return new Digest((data) => host.hash(name, data));
  };
  const createHmac = (algorithm, key) => {
    const name = nameOf(algorithm);
    const secret = plain(bytesOf(key));
    host.hmac(name, secret, new Uint8Array(0));
    return new Digest((data) => host.hmac(name, secret, data));
  };
  const randomUUID = () => host.uuid();
  const randomBytes = (size) => load('buffer.js').Buffer.from(host.randomBytes(size));
  const timingSafeEqual = (left, right) => {
    const [a, b] = [plain(bytesOf(left)), plain(bytesOf(right))];
    if (a.length !== b.length) throw new RangeError('Input buffers must have the same byte length');
    return host.fixedTimeEquals(a, b);
  };
  const getRandomValues = (target) => {
    plain(target).set(host.randomBytes(target.byteLength));
    return target;
  };
  const getHashes = () => ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];

  return { createHash, createHmac, randomUUID, randomBytes, timingSafeEqual, getHashes, webcrypto: { randomUUID, getRandomValues, createHash, createHmac, randomBytes, timingSafeEqual } };
})
