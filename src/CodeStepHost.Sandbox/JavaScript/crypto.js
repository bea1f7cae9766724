// Node's crypto, as far as integrations need it, and the web's crypto global.
(function (host, load) {
  const { argumentType, coded, outOfRange, domException } = load('errors.js');
  const { Buffer } = load('buffer.js');

  const plain = (bytes) => (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const bytesOf = (name, value, encoding) => {
    if (typeof value === 'string') return Buffer.from(value, encoding === 'buffer' ? undefined : encoding);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return plain(value);
    throw argumentType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', value);
  };
  const nameOf = (algorithm) => {
    if (typeof algorithm !== 'string') throw argumentType('algorithm', 'of type string', algorithm);
    return algorithm.toLowerCase().replace(/^rsa-/, '').replace('-', '');
  };

  class Digest {
    #finish;

    #parts;

    constructor(finish, parts = []) {
      this.#finish = finish;
      this.#parts = parts;
    }

    update(data, encoding) {
      if (!this.#parts) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      // A copy: the caller may go on changing its bytes.
      this.#parts.push(Buffer.from(bytesOf('data', data, encoding)));
      return this;
    }

    digest(encoding) {
      if (!this.#parts) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      const result = Buffer.from(this.#finish(plain(Buffer.concat(this.#parts))));
      this.#parts = null;
      return encoding === undefined || encoding === null || encoding === 'buffer' ? result : result.toString(encoding);
    }

    copy() {
      if (!this.#parts) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      return new Digest(this.#finish, [...this.#parts]);
    }
  }

  const createHash = (algorithm) => {
    const name = nameOf(algorithm);
    host.hash(name, new Uint8Array(0));
    return new Digest((data) => host.hash(name, data));
  };
  const createHmac = (algorithm, key) => {
    const name = nameOf(algorithm);
    const secret = plain(bytesOf('key', key));
    host.hmac(name, secret, new Uint8Array(0));
    return new Digest((data) => host.hmac(name, secret, data));
  };
  const randomUUID = () => host.uuid();
  const answered = (callback, value) => {
    if (typeof callback !== 'function') return value;
    process.nextTick(callback, null, value);
    return undefined;
  };
  const randomBytes = (size, callback) => {
    if (typeof size !== 'number') throw argumentType('size', 'of type number', size);
    if (!(size >= 0 && size <= 1048576)) throw outOfRange('size', '>= 0 && <= 1048576', size);
    return answered(callback, Buffer.from(host.randomBytes(size)));
  };
  const randomFillSync = (target) => {
    plain(target).set(host.randomBytes(target.byteLength));
    return target;
  };
  const randomInt = (least, below, callback) => {
    if (typeof below !== 'number') [least, below, callback] = [0, least, below];
    if (!(below > least)) throw outOfRange('max', `greater than the value of "min" (${least})`, below);
    return answered(callback, least + Math.floor(Math.random() * (below - least)));
  };
  const timingSafeEqual = (left, right) => {
    const [a, b] = [plain(bytesOf('buf1', left)), plain(bytesOf('buf2', right))];
    if (a.length !== b.length) throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
    return host.fixedTimeEquals(a, b);
  };
  const getRandomValues = (target) => {
    if (target.byteLength > 65536) throw domException('QuotaExceededError', 22, `The requested length exceeds 65,536 bytes`);
    return randomFillSync(target);
  };
  const getHashes = () => ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];
  const subtle = {
    digest: async (algorithm, data) => {
      const bytes = host.hash(nameOf(typeof algorithm === 'string' ? algorithm : algorithm.name), plain(data));
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    },
  };

  const common = { createHash, createHmac, randomUUID, randomBytes, randomInt, timingSafeEqual, getHashes, getRandomValues, subtle };
  return { ...common, randomFillSync, webcrypto: common };
})
