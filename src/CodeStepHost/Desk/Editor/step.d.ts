// What a JavaScript step of CodeStepHost finds without requiring it, for the editor and for `tsc -p jsconfig.json`.
// Written by `codestep init`; after an upgrade `codestep init --types` writes it anew, so nothing of yours belongs in here.
//
// One line above a step's function types its parameters and `this`:
//
//     /** @type {Step} */
//     async function run(msg, cfg, snapshot) { … }

// ---- The step ----

/**
 * The function that works on each message: `run`, or what `exports.process` is set to.
 *
 * What it returns: nothing, `undefined` or `null` emits nothing. From `run`, any other value is emitted as the *body* of a message; from
 * `process`, an object is emitted as the *message*. `0`, `''` and `false` emit nothing and are logged.
 */
interface Step {
  (this: Emitter, msg: Message, cfg: any, snapshot: any);
}

/** A message of the flow, as it came in. Changing it changes nothing outside of the execution. */
interface Message {
  /** The message's id. */
  id: string;
  /** What the step before emitted. A schedule's or timer's is `{ fireTime }`. */
  body: any;
  /** Names with values; a retried message has `retry: true`. */
  headers: { [name: string]: any };
  /** Files that belong to the message, by name, each with its `url`. */
  attachments?: { [name: string]: any };
  /** What steps have noted about the message. */
  metadata?: { [name: string]: any };
  /** What earlier steps have passed along, by the step's name. */
  passthrough?: { [step: string]: any };
  /** Of a webhook's message: the call's query. */
  query?: { [name: string]: any };
  /** Of a webhook's message: the call's method. */
  method?: string;
  /** Of a webhook's message: the call's address. */
  url?: string;
}

/** A message to emit. */
interface NewMessage {
  /** What the following steps get as `msg.body`. */
  body: any;
  headers?: { [name: string]: any };
  attachments?: { [name: string]: any };
  metadata?: { [name: string]: any };
  /** Becomes the message's id; without it the message gets a new one. */
  id?: string | number;
  [field: string]: any;
}

/** The answer to the HTTP caller that waits. */
interface HttpReply {
  /** 200 to 599. */
  statusCode?: number;
  /** A text goes as it is, anything else as JSON. */
  body?: any;
  headers?: { [name: string]: string };
}

/** What an error is: an Error, a text, or an object with at least a message. */
type Failure = Error | string | { message: string; name?: string; code?: string | number; [field: string]: any };

/** The values of the events by their names. */
interface EventValues {
  data: [message: NewMessage];
  error: [error: Failure];
  rebound: [reason?: Failure];
  snapshot: [value: any];
  updateSnapshot: [fields: { [field: string]: any; $set?: never }];
  updateKeys: [keys: { [name: string]: any }];
  httpReply: [reply: HttpReply];
  handled: [];
  end: [];
}

/** The names of the events. */
type EventName = keyof EventValues;

/** `this`, `self` and `emitter`: passes on what the step makes. */
interface Emitter {
  /**
   * Sends a message to every step in `to`. It leaves when the step ends well: when the script throws, nothing is sent.
   * @example await this.emit('data', { body: { sku, price } });
   */
  emit(event: 'data', message: NewMessage): Promise<void>;
  /**
   * Records an error; the script goes on. At the end the message counts as failed and waits on the errors list for a person's retry.
   * What was emitted is sent all the same.
   * @example await this.emit('error', new Error(`no price for ${sku}`));
   */
  emit(event: 'error', error: Failure): Promise<void>;
  /**
   * Not now: the message, as it came in, is parked and comes back to this step alone, later (after one minute, then at longer times). After
   * ten rebounds it fails with `Rebound limit exceeded`. A second rebound of one execution changes nothing and is logged.
   * @example await this.emit('rebound', 'the product is not in the shop yet'); return;
   */
  emit(event: 'rebound', reason?: Failure): Promise<void>;
  /** Replaces the step's snapshot, with which the next message finds it. The message goes on. At most 64 KiB unless `limits.snapshot` says otherwise. */
  emit(event: 'snapshot', value: any): Promise<void>;
  /** Sets these fields of the step's snapshot and leaves the others. The message goes on. `$set` is refused. */
  emit(event: 'updateSnapshot', fields: { [field: string]: any; $set?: never }): Promise<void>;
  /** Replaces the step's stored credential, whose members are laid over its `cfg`. The message goes on. */
  emit(event: 'updateKeys', keys: { [name: string]: any }): Promise<void>;
  /**
   * Answers the HTTP caller that waits, at once. The message goes on. An error when no caller came with the message.
   * @example await this.emit('httpReply', { statusCode: 201, body: { id } });
   */
  emit(event: 'httpReply', reply: HttpReply): Promise<void>;
  /** In an Error-Handling step: closes the error that the message tells of. */
  emit(event: 'handled'): Promise<void>;
  /** The end of the emissions; emitting anything after it is an error. Optional: a step ends when its function does. */
  emit(event: 'end'): Promise<void>;
  /** Emits an event. Awaiting is optional: the order is that of the calls. */
  emit<Name extends 'data' | 'error' | 'rebound' | 'snapshot' | 'updateSnapshot' | 'updateKeys' | 'httpReply' | 'handled' | 'end'>(event: Name, ...value: EventValues[Name]): Promise<void>;

  /** The step's log: `codestep logs`. The first value may have `%s`, `%d`, `%j`. */
  logger: Logger;
  /** The flow's `variables`, which are texts. */
  getFlowVariables(): { [name: string]: string };
  /** Calls back when this execution emits the event. */
  on(event: EventName, listener: (value: any) => void): this;
  /** As `on`, for the first time only. */
  once(event: EventName, listener: (value: any) => void): this;
  /** Undoes `on` and `once`. */
  removeListener(event: EventName, listener: (value: any) => void): this;
}

interface Logger {
  trace(...values: any[]): void;
  debug(...values: any[]): void;
  info(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  fatal(...values: any[]): void;
}

/** The message at hand. */
declare var msg: Message;
/** The step's `config`, with its stored credential laid over it. */
declare var cfg: any;
/** The step's snapshot as the message found it; `{}` when there is none. */
declare var snapshot: any;
/** Passes on what the step makes; the same as `this` in `run`, and what an arrow function uses. */
declare var emitter: Emitter;
/** The same as `emitter`. */
declare var self: Emitter;

/** Makes messages. */
declare var messages: {
  newMessageWithBody(body: any): NewMessage & { headers: { [name: string]: any } };
  newEmptyMessage(): NewMessage & { headers: { [name: string]: any } };
};

/** A promise that is kept after so many milliseconds. */
declare function wait(milliseconds: number): Promise<void>;

/** The console writes to the step's log. */
declare var console: {
  log(...values: any[]): void;
  info(...values: any[]): void;
  dir(...values: any[]): void;
  debug(...values: any[]): void;
  trace(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
};

/** The flow's variables; nothing of the host's environment. */
declare var process: {
  env: { [name: string]: string };
  nextTick(callback: (...values: any[]) => void, ...values: any[]): void;
};

/** A file of the flow's folder (`./lib/money`, also `.json`), or one of the modules that are there. */
declare function require(name: string): any;

/** In a required file: its path below the flow's folder. */
declare var __filename: string;
/** In a required file: the folder that it is in. */
declare var __dirname: string;

// ---- HTTP: the host makes the calls, under the step's `egress` ----

interface FetchOptions {
  /** GET unless it says otherwise. */
  method?: string;
  headers?: Headers | { [name: string]: any } | [string, any][];
  body?: string | ArrayBuffer | Uint8Array | URLSearchParams | null;
  /** Milliseconds; 30 s unless it says otherwise. */
  timeout?: number;
  [option: string]: any;
}

/** An HTTP call. Any status is an answer: look at `ok`. A call without an answer is an error (`ECONNREFUSED`, `ETIMEDOUT`, …). */
declare function fetch(address: string | URL | { url: string }, options?: FetchOptions): Promise<Response>;

declare class Headers {
  constructor(init?: Headers | { [name: string]: any } | [string, any][]);
  append(name: string, value: any): void;
  set(name: string, value: any): void;
  get(name: string): string | null;
  has(name: string): boolean;
  delete(name: string): void;
  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

declare class Response {
  constructor(body?: string | ArrayBuffer | Uint8Array | null, init?: { status?: number; statusText?: string; headers?: any; url?: string });
  /** Whether the status is 200 to 299. */
  readonly ok: boolean;
  status: number;
  statusText: string;
  headers: Headers;
  url: string;
  bodyUsed: boolean;
  text(): Promise<string>;
  json(): Promise<any>;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
  clone(): Response;
}

interface RequestOptions {
  uri?: string | URL;
  url?: string | URL;
  method?: string;
  headers?: { [name: string]: any };
  /** Values of the address's query. */
  qs?: { [name: string]: any };
  body?: any;
  /** `true`: the body goes and comes as JSON. A value: it is the body. */
  json?: any;
  /** The body as a form's fields. */
  form?: string | { [name: string]: any };
  auth?: { user?: string; username?: string; pass?: string; password?: string; bearer?: string | (() => string) };
  /** Milliseconds. */
  timeout?: number;
  /** `null`: the answer's body comes as a Buffer. */
  encoding?: null | string;
  [option: string]: any;
}

interface RequestAnswer {
  statusCode: number;
  statusMessage: string;
  headers: { [name: string]: string };
  /** JSON's value with `json`, a Buffer with `encoding: null`, else a text. */
  body: any;
}

interface RequestCall {
  (options: RequestOptions): Promise<RequestAnswer>;
  (address: string | URL, options?: RequestOptions): Promise<RequestAnswer>;
}

/** An HTTP call in the manner of the request package, as a promise. It is kept for every status. */
declare var request: RequestCall & { get: RequestCall; post: RequestCall; put: RequestCall; patch: RequestCall; delete: RequestCall; head: RequestCall; options: RequestCall };

// ---- Timers ----

declare function setTimeout(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): number;
declare function setInterval(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): number;
declare function setImmediate(callback: (...values: any[]) => void, ...values: any[]): number;
declare function clearTimeout(timer?: number): void;
declare function clearInterval(timer?: number): void;
declare function clearImmediate(timer?: number): void;
declare function queueMicrotask(callback: () => void): void;

// ---- Text, bytes, addresses ----

type TextEncodingName = 'utf8' | 'utf-8' | 'hex' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'ascii' | 'ucs2' | 'ucs-2' | 'utf16le' | 'utf-16le';

/** Bytes that know text encodings, as in Node. */
declare class Buffer extends Uint8Array {
  static from(text: string, encoding?: TextEncodingName): Buffer;
  static from(bytes: ArrayBuffer, offset?: number, length?: number): Buffer;
  static from(bytes: { type: 'Buffer'; data: number[] }): Buffer;
  static from<T>(bytes: ArrayLike<T> | Iterable<T>, map?: (value: T, index: number) => number, self?: any): Buffer;
  static alloc(size: number, fill?: string | number, encoding?: TextEncodingName): Buffer;
  static allocUnsafe(size: number): Buffer;
  static concat(list: Uint8Array[], length?: number): Buffer;
  static byteLength(value: string | ArrayBufferLike | Uint8Array, encoding?: TextEncodingName): number;
  static isBuffer(value: any): value is Buffer;
  static isEncoding(encoding: any): boolean;
  static compare(left: Uint8Array, right: Uint8Array): number;
  toString(encoding?: TextEncodingName, start?: number, end?: number): string;
  toJSON(): { type: 'Buffer'; data: number[] };
  equals(other: Uint8Array): boolean;
  compare(other: Uint8Array): number;
  slice(start?: number, end?: number): any;
  subarray(start?: number, end?: number): any;
  write(text: string, encoding?: TextEncodingName): number;
  write(text: string, offset: number, encoding?: TextEncodingName): number;
  write(text: string, offset: number, length: number, encoding?: TextEncodingName): number;
  fill(value: any, start?: number, end?: number, encoding?: TextEncodingName): this;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  indexOf(value: any, from?: number, encoding?: TextEncodingName): number;
  includes(value: any, from?: number, encoding?: TextEncodingName): boolean;
  readUInt8(offset?: number): number;
  readUInt16BE(offset?: number): number;
  readUInt16LE(offset?: number): number;
  readUInt32BE(offset?: number): number;
  readUInt32LE(offset?: number): number;
}

declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array;
}

declare class TextDecoder {
  constructor(encoding?: string);
  readonly encoding: string;
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

/** Text of base64. */
declare function atob(base64: string): string;
/** Base64 of text, whose characters must be below 256. */
declare function btoa(text: string): string;
/** A deep copy that keeps dates, maps, sets, bytes, errors and circles. */
declare function structuredClone<T>(value: T): T;

declare class URL {
  constructor(address: string | URL, base?: string | URL);
  static canParse(address: string, base?: string): boolean;
  protocol: string;
  username: string;
  password: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  readonly host: string;
  readonly origin: string;
  readonly href: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams {
  constructor(init?: string | { [name: string]: any } | Iterable<[string, any]> | null);
  readonly size: number;
  append(name: string, value: any): void;
  delete(name: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string): boolean;
  set(name: string, value: any): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

// ---- Hashes and chance ----

type HashName = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

interface Digest {
  update(data: string | ArrayBufferView, encoding?: TextEncodingName): this;
  digest(): Buffer;
  digest(encoding: TextEncodingName): string;
}

interface CryptoFunctions {
  createHash(algorithm: HashName | Uppercase<HashName> | 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'): Digest;
  createHmac(algorithm: HashName | Uppercase<HashName> | 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512', key: string | ArrayBufferView): Digest;
  /** A uuid that follows from the seed of the execution. */
  randomUUID(): string;
  randomBytes(size: number): Buffer;
  timingSafeEqual(left: ArrayBufferView, right: ArrayBufferView): boolean;
}

declare var crypto: CryptoFunctions & { getRandomValues<T extends ArrayBufferView>(target: T): T };

// ---- Modules of Node, in the parts that integrations use ----

declare module 'assert' {
  function assert(value: any, message?: string | Error): void;
  namespace assert {
    function ok(value: any, message?: string | Error): void;
    function equal(actual: any, expected: any, message?: string | Error): void;
    function notEqual(actual: any, expected: any, message?: string | Error): void;
    function strictEqual(actual: any, expected: any, message?: string | Error): void;
    function notStrictEqual(actual: any, expected: any, message?: string | Error): void;
    function deepEqual(actual: any, expected: any, message?: string | Error): void;
    function notDeepEqual(actual: any, expected: any, message?: string | Error): void;
    function deepStrictEqual(actual: any, expected: any, message?: string | Error): void;
    function notDeepStrictEqual(actual: any, expected: any, message?: string | Error): void;
    function match(text: string, pattern: RegExp, message?: string | Error): void;
    function doesNotMatch(text: string, pattern: RegExp, message?: string | Error): void;
    function fail(message?: string | Error): never;
    function ifError(value: any): void;
    function throws(work: () => any, expected?: any, message?: string | Error): void;
    function rejects(work: Promise<any> | (() => Promise<any>), expected?: any, message?: string | Error): Promise<void>;
    class AssertionError extends Error {
      code: string;
      actual: any;
      expected: any;
      operator: string;
    }
    const strict: typeof assert;
  }
  export = assert;
}

declare module 'buffer' {
  const bufferModule: { Buffer: typeof Buffer };
  export = bufferModule;
}

declare module 'crypto' {
  const cryptoModule: CryptoFunctions & { getHashes(): string[]; webcrypto: typeof crypto };
  export = cryptoModule;
}

declare module 'events' {
  type Listener = (...values: any[]) => void;
  class EventEmitter {
    static EventEmitter: typeof EventEmitter;
    static once(emitter: EventEmitter, name: string | symbol): Promise<any[]>;
    on(name: string | symbol, listener: Listener): this;
    once(name: string | symbol, listener: Listener): this;
    off(name: string | symbol, listener: Listener): this;
    addListener(name: string | symbol, listener: Listener): this;
    prependListener(name: string | symbol, listener: Listener): this;
    removeListener(name: string | symbol, listener: Listener): this;
    removeAllListeners(name?: string | symbol): this;
    emit(name: string | symbol, ...values: any[]): boolean;
    listenerCount(name: string | symbol): number;
    listeners(name: string | symbol): Listener[];
    setMaxListeners(count: number): this;
  }
  namespace EventEmitter {}
  export = EventEmitter;
}

declare module 'path' {
  interface PathParts {
    root: string;
    dir: string;
    base: string;
    ext: string;
    name: string;
  }
  interface Path {
    normalize(path: string): string;
    join(...parts: string[]): string;
    isAbsolute(path: string): boolean;
    resolve(...parts: string[]): string;
    basename(path: string, ending?: string): string;
    dirname(path: string): string;
    extname(path: string): string;
    parse(path: string): PathParts;
    format(parts: Partial<PathParts>): string;
    sep: '/';
    delimiter: ':';
    posix: Path;
  }
  const path: Path;
  export = path;
}

declare module 'querystring' {
  const querystring: {
    parse(text: string, separator?: string, equals?: string): { [name: string]: any };
    stringify(values?: { [name: string]: any }, separator?: string, equals?: string): string;
    decode(text: string, separator?: string, equals?: string): { [name: string]: any };
    encode(values?: { [name: string]: any }, separator?: string, equals?: string): string;
    escape(text: string): string;
    unescape(text: string): string;
  };
  export = querystring;
}

declare module 'url' {
  interface UrlParts {
    protocol: string;
    slashes: boolean;
    auth: string | null;
    host: string;
    port: string | null;
    hostname: string;
    hash: string | null;
    search: string | null;
    query: any;
    pathname: string;
    path: string;
    href: string;
  }
  const urlModule: {
    URL: typeof URL;
    URLSearchParams: typeof URLSearchParams;
    parse(address: string, readQuery?: boolean): UrlParts;
    format(address: URL | UrlParts | string): string;
    resolve(from: string, to: string): string;
  };
  export = urlModule;
}

declare module 'util' {
  const util: {
    format(...values: any[]): string;
    inspect(value: any, options?: { depth?: number | null }): string;
    promisify(callee: (...values: any[]) => any): (...values: any[]) => Promise<any>;
    callbackify(callee: (...values: any[]) => Promise<any>): (...values: any[]) => void;
    inherits(child: any, parent: any): void;
    deprecate<T>(callee: T, message?: string): T;
    isDeepStrictEqual(left: any, right: any): boolean;
    isArray(value: any): value is any[];
    types: { isDate(value: any): boolean; isRegExp(value: any): boolean; isPromise(value: any): boolean; isMap(value: any): boolean; isSet(value: any): boolean; isNativeError(value: any): boolean };
    TextEncoder: typeof TextEncoder;
    TextDecoder: typeof TextDecoder;
  };
  export = util;
}

declare module 'node:assert' {
  import module = require('assert');
  export = module;
}
declare module 'node:buffer' {
  import module = require('buffer');
  export = module;
}
declare module 'node:crypto' {
  import module = require('crypto');
  export = module;
}
declare module 'node:events' {
  import module = require('events');
  export = module;
}
declare module 'node:path' {
  import module = require('path');
  export = module;
}
declare module 'node:querystring' {
  import module = require('querystring');
  export = module;
}
declare module 'node:url' {
  import module = require('url');
  export = module;
}
declare module 'node:util' {
  import module = require('util');
  export = module;
}
