// The package does the bytes; text goes through the host, which knows the encodings and is fast.
import { Buffer, constants, kMaxLength, INSPECT_MAX_BYTES } from 'buffer/';

const encodings = {
  utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url', latin1: 'latin1', binary: 'latin1', ascii: 'ascii',
  ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le',
};
const failure = (kind, code, message) => Object.assign(new kind(message), { code });
const encodingOf = (encoding) => {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const name = encodings[String(encoding).toLowerCase()];
  if (!name) throw failure(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  return name;
};
const bytesOf = (text, encoding) => host.encode(text, encodingOf(encoding));
const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
const wrap = (bytes) => Object.setPrototypeOf(bytes, Buffer.prototype);
const described = (value) => {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') return value.constructor && value.constructor.name ? `an instance of ${value.constructor.name}` : 'an instance of Object';
  const text = typeof value === 'string' ? `'${value.length > 25 ? `${value.slice(0, 25)}...` : value}'` : typeof value === 'bigint' ? `${value}n` : String(value);
  return `type ${typeof value} (${text})`;
};
const checkSize = (size) => {
  if (typeof size !== 'number') throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The "size" argument must be of type number. Received ${described(size)}`);
  if (!(size >= 0) || size > host.largestBuffer)
    throw failure(RangeError, 'ERR_OUT_OF_RANGE', `The value of "size" is out of range. It must be >= 0 && <= ${host.largestBuffer}. Received ${size}`);
};

const { from, alloc, concat, byteLength } = Buffer;
const { write, fill, indexOf, lastIndexOf } = Buffer.prototype;

Object.assign(Buffer, {
  poolSize: 8192,
  from(value, encoding, length) {
    if (typeof value === 'string') return wrap(bytesOf(value, encoding));
    if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'symbol' || typeof value === 'bigint')
      throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${described(value)}`);
    if (value.type === 'Buffer' && Array.isArray(value.data)) return from(value.data);
    return from(value, encoding, length);
  },
  alloc(size, value, encoding) {
    checkSize(size);
    return value === undefined ? alloc(size) : alloc(size).fill(value, encoding);
  },
  allocUnsafe(size) {
    checkSize(size);
    return alloc(size);
  },
  allocUnsafeSlow(size) {
    checkSize(size);
    return alloc(size);
  },
  concat(list, total) {
    if (!Array.isArray(list)) throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The "list" argument must be an instance of Array. Received ${described(list)}`);
    return concat(list, total);
  },
  byteLength(value, encoding) {
    if (typeof value !== 'string') return byteLength(value);
    return encodingOf(encoding) === 'utf8' ? host.byteLength(value) : bytesOf(value, encoding).length;
  },
  isEncoding: (encoding) => typeof encoding === 'string' && encodings[encoding.toLowerCase()] !== undefined,
});

Object.assign(Buffer.prototype, {
  toString(encoding, start = 0, end = this.length) {
    const name = encodingOf(encoding);
    const part = start <= 0 && end >= this.length ? this : this.subarray(Math.max(0, start | 0), Math.max(0, Math.min(this.length, end | 0)));
    return host.decode(plain(part), name);
  },
  write(text, offset, length, encoding) {
    if (typeof text !== 'string') throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The "string" argument must be of type string. Received ${described(text)}`);
    if (typeof offset === 'string') [offset, length, encoding] = [0, undefined, offset];
    else if (typeof length === 'string') [length, encoding] = [undefined, length];
    const name = encodingOf(encoding);
    // Only whole characters are written, which the package takes care of.
    if (name === 'utf8' || name === 'utf16le') return write.call(this, text, offset ?? 0, length, name);
    const bytes = bytesOf(text, name);
    const count = Math.min(bytes.length, length ?? Infinity, this.length - (offset ?? 0));
    this.set(bytes.subarray(0, count), offset ?? 0);
    return count;
  },
  fill(value, start, end, encoding) {
    if (typeof value !== 'string') return fill.call(this, value, start, end);
    if (typeof start === 'string') [start, end, encoding] = [0, this.length, start];
    else if (typeof end === 'string') [end, encoding] = [this.length, end];
    const bytes = wrap(bytesOf(value, encoding));
    return fill.call(this, bytes.length === 0 ? 0 : bytes, start, end);
  },
  indexOf(value, from, encoding) {
    return sought(this, indexOf, value, from, encoding);
  },
  lastIndexOf(value, from, encoding) {
    return sought(this, lastIndexOf, value, from, encoding);
  },
  includes(value, from, encoding) {
    return this.indexOf(value, from, encoding) !== -1;
  },
});
Buffer.prototype.toLocaleString = Buffer.prototype.toString;

function sought(bytes, search, value, from, encoding) {
  if (typeof from === 'string') [from, encoding] = [undefined, from];
  const item = typeof value === 'string' ? wrap(bytesOf(value, encoding)) : value;
  return from === undefined ? search.call(bytes, item) : search.call(bytes, item, from);
}

const { atob, btoa } = load('text-encoding.js');
export default { Buffer, constants, kMaxLength, INSPECT_MAX_BYTES, atob, btoa, isUtf8: (bytes) => host.isUtf8(plain(bytes)), isAscii: (bytes) => bytes.every((byte) => byte < 128) };
