// The package does the bytes; text goes through the host, which knows the encodings and is fast.
import { Buffer, constants, kMaxLength, INSPECT_MAX_BYTES } from 'buffer/';

const encodings = {
  utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url', latin1: 'latin1', binary: 'latin1', ascii: 'ascii',
  ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le',
};
const { coded, argumentType, described, outOfRange } = load('errors.js');
const encodingOf = (encoding) => {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const name = encodings[String(encoding).toLowerCase()];
  if (!name) throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  return name;
};
const bytesOf = (text, encoding) => host.encode(text, encodingOf(encoding));
const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
const wrap = (bytes) => Object.setPrototypeOf(bytes, Buffer.prototype);
const checkSize = (size) => {
  if (typeof size !== 'number') throw argumentType('size', 'of type number', size);
  if (!(size >= 0) || size > host.largestBuffer) throw outOfRange('size', `>= 0 && <= ${host.largestBuffer}`, size);
};

const { from, alloc, concat, byteLength } = Buffer;
const { write, fill, indexOf, lastIndexOf } = Buffer.prototype;

Object.assign(Buffer, {
  poolSize: 8192,
  from(value, encoding, length) {
    if (typeof value === 'string') return wrap(bytesOf(value, encoding));
    const isNothing = value === null || value === undefined || (typeof value !== 'object' && typeof value !== 'function');
    if (isNothing || (value.valueOf() === value && value.length === undefined && value.byteLength === undefined && value.type !== 'Buffer' && !value[Symbol.toPrimitive]))
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${described(value)}`);
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
    if (!Array.isArray(list)) throw argumentType('list', 'an instance of Array', list);
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
    if (typeof text !== 'string') throw argumentType('string', 'of type string', text);
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
  if (typeof value === 'string' && item.length === 0) return Math.min(Number(from) || 0, bytes.length);
  return from === undefined ? search.call(bytes, item) : search.call(bytes, item, from);
}

// Numbers are read and written in Node's words about what is out of range.
const sizes = { Int8: 1, UInt8: 1, Int16: 2, UInt16: 2, Int32: 4, UInt32: 4, Float: 4, Double: 8, BigInt64: 8, BigUInt64: 8 };
for (const name of Object.getOwnPropertyNames(Buffer.prototype)) {
  const match = /^(read|write)(Int8|UInt8|Int16|UInt16|Int32|UInt32|Float|Double|BigInt64|BigUInt64)(LE|BE)?$/.exec(name);
  if (!match) continue;
  const original = Buffer.prototype[name];
  const size = sizes[match[2]];
  const least = match[2].startsWith('UInt') ? 0 : -(2 ** (size * 8 - 1));
  const most = match[2].startsWith('UInt') ? 2 ** (size * 8) - 1 : 2 ** (size * 8 - 1) - 1;
  const checkOffset = (bytes, offset) => {
    if (typeof offset !== 'number') throw argumentType('offset', 'of type number', offset);
    if (!Number.isInteger(offset)) throw outOfRange('offset', 'an integer', offset);
    if (bytes.length < size) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
    if (offset < 0 || offset + size > bytes.length) throw outOfRange('offset', `>= 0 and <= ${bytes.length - size}`, offset);
  };
  const isInteger = /Int(8|16|32)$/.test(match[2]);
  const replacement = match[1] === 'read'
    ? { [name](offset = 0) { checkOffset(this, offset); return original.call(this, offset); } }[name]
    : { [name](value, offset = 0) {
      if (isInteger && (value > most || value < least)) throw outOfRange('value', `>= ${least} and <= ${most}`, value);
      checkOffset(this, offset);
      return original.call(this, value, offset);
    } }[name];
  for (const alias of [name, name.replace('UInt', 'Uint')]) if (alias in Buffer.prototype) Buffer.prototype[alias] = replacement;
}

Object.defineProperty(Buffer, 'name', { value: 'Buffer' });
Buffer.prototype[Symbol.for('nodejs.util.inspect.custom')] = function () {
  const shown = host.decode(plain(this.subarray(0, 50)), 'hex').replace(/(..)(?=.)/g, '$1 ');
  const rest = this.length - 50;
  return `<Buffer${shown === '' ? '' : ` ${shown}`}${rest > 0 ? ` ... ${rest} more byte${rest === 1 ? '' : 's'}` : ''}>`;
};

const { atob, btoa } = load('text-encoding.js');
export default { Buffer, constants, kMaxLength, INSPECT_MAX_BYTES, atob, btoa, isUtf8: (bytes) => host.isUtf8(plain(bytes)), isAscii: (bytes) => bytes.every((byte) => byte < 128) };
