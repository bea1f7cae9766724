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
  /** What the steps that the message came through emitted, by the step's name; where the flow says `passthrough`. */
  passthrough?: { [step: string]: { body: any; headers: { [name: string]: any }; [member: string]: any } };
  /** Of a message of a `directory` trigger: the file that it was made of, and which of its records it is. */
  file?: { name: string; path: string; size: number; modified: string; record?: number };
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
  /**
   * Replaces the step's snapshot, which the next message finds then. The message goes on. At most 64 KiB unless `limits.snapshot` says
   * otherwise.
   */
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
interface StepConsole {
  log(...values: any[]): void;
  info(...values: any[]): void;
  dir(...values: any[]): void;
  debug(...values: any[]): void;
  trace(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  assert(holds: any, ...values: any[]): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: any[]): void;
  timeEnd(label?: string): void;
  table(value: any): void;
  group(...values: any[]): void;
  groupCollapsed(...values: any[]): void;
  groupEnd(): void;
}
declare var console: StepConsole;

interface StepProcess {
  /** The flow's variables; nothing of the host's environment. */
  env: { [name: string]: string };
  nextTick(callback: (...values: any[]) => void, ...values: any[]): void;
  hrtime: { (since?: [number, number]): [number, number]; bigint(): bigint };
  uptime(): number;
  cwd(): string;
  memoryUsage(): { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers: number };
  emitWarning(warning: any): void;
  on(event: string, listener: (...values: any[]) => void): this;
  once(event: string, listener: (...values: any[]) => void): this;
  off(event: string, listener: (...values: any[]) => void): this;
  /** @deprecated Not available to steps: it throws. Return from the script, or throw an error. */
  exit(code?: number): never;
  title: string;
  version: string;
  versions: { [name: string]: string };
  platform: string;
  arch: string;
  pid: number;
  ppid: number;
  argv: string[];
  execArgv: string[];
}
/** What scripts commonly read of Node's process; nothing in it is the host's. */
declare var process: StepProcess;

/** A file of the flow's folder (`./lib/money`, also `.json`), or one of the modules that are there. */
declare var require: { (name: string): any; resolve(name: string): string };

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
  /** Ends the wait for the answer. */
  signal?: AbortSignal | null;
  redirect?: 'follow' | 'manual' | 'error';
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
  getSetCookie(): string[];
  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

declare class Response {
  static json(value: any, init?: { status?: number; statusText?: string; headers?: any }): Response;
  static error(): Response;
  constructor(body?: string | ArrayBuffer | Uint8Array | null, init?: { status?: number; statusText?: string; headers?: any; url?: string });
  /** Whether the status is 200 to 299. */
  readonly ok: boolean;
  status: number;
  statusText: string;
  headers: Headers;
  url: string;
  redirected: boolean;
  type: string;
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
  followRedirect?: boolean;
  maxRedirects?: number;
  signal?: AbortSignal;
  /** `null`: the answer's body comes as a Buffer. */
  encoding?: null | string;
  [option: string]: any;
}

interface RequestAnswer {
  statusCode: number;
  statusMessage: string;
  headers: { [name: string]: any };
  /** JSON's value with `json`, a Buffer with `encoding: null`, else a text. */
  body: any;
}

interface RequestCall {
  (options: RequestOptions): Promise<RequestAnswer>;
  (address: string | URL, options?: RequestOptions): Promise<RequestAnswer>;
}

/** An HTTP call in the manner of the request package, as a promise. It is kept for every status. */
declare var request: RequestFunction;

interface RequestFunction extends RequestCall {
  get: RequestCall;
  post: RequestCall;
  put: RequestCall;
  patch: RequestCall;
  delete: RequestCall;
  del: RequestCall;
  head: RequestCall;
  options: RequestCall;
  /** The same, with options that hold for all its calls. */
  defaults(options: any): RequestFunction;
}

interface AxiosRequestConfig {
  url?: string;
  method?: string;
  baseURL?: string;
  headers?: { [name: string]: any };
  /** Values of the address's query. */
  params?: any;
  paramsSerializer?: any;
  data?: any;
  auth?: { username: string; password: string };
  /** Milliseconds. */
  timeout?: number;
  responseType?: 'json' | 'text' | 'arraybuffer';
  /** Which status is no error; `null`: every one. */
  validateStatus?: ((status: number) => boolean) | null;
  maxRedirects?: number;
  signal?: AbortSignal;
  [option: string]: any;
}

interface AxiosResponse {
  /** JSON's value, or a text, or a Buffer with `responseType: 'arraybuffer'`. */
  data: any;
  status: number;
  statusText: string;
  headers: any;
  config: AxiosRequestConfig;
  request?: any;
}

interface AxiosErrorObject extends Error {
  isAxiosError: true;
  code?: string;
  status?: number;
  config?: AxiosRequestConfig;
  request?: any;
  /** The answer, when there was one. */
  response?: AxiosResponse;
  toJSON(): any;
}

interface AxiosInterceptors<Value> {
  use(kept?: ((value: Value) => any) | null, failed?: ((error: any) => any) | null, options?: any): number;
  eject(id: number): void;
  clear(): void;
}

interface AxiosInstance {
  (config: AxiosRequestConfig): Promise<AxiosResponse>;
  (url: string, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  request(config: AxiosRequestConfig): Promise<AxiosResponse>;
  get(url: string, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  delete(url: string, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  head(url: string, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  options(url: string, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  query(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  post(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  put(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  patch(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  postForm(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  putForm(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  patchForm(url: string, data?: any, config?: AxiosRequestConfig): Promise<AxiosResponse>;
  getUri(config?: AxiosRequestConfig): string;
  /** Settings of all calls of this execution. */
  defaults: AxiosRequestConfig;
  interceptors: { request: AxiosInterceptors<AxiosRequestConfig>; response: AxiosInterceptors<AxiosResponse> };
  create(config?: AxiosRequestConfig): AxiosInstance;
}

interface AxiosStatic extends AxiosInstance {
  isAxiosError(error: any): error is AxiosErrorObject;
  isCancel(error: any): boolean;
  all(values: any[]): Promise<any[]>;
  spread(callback: (...values: any[]) => any): (values: any[]) => any;
  mergeConfig(...configs: any[]): AxiosRequestConfig;
  toFormData(...values: any[]): any;
  formToJSON(form: any): any;
  getAdapter(...values: any[]): any;
  AxiosError: any;
  AxiosHeaders: any;
  Axios: any;
  CanceledError: any;
  CancelToken: any;
  Cancel: any;
  HttpStatusCode: { [name: string]: any };
  VERSION: string;
  default: AxiosStatic;
}

/** HTTP calls by axios. A status of 400 and above is an error, unless `validateStatus` says otherwise. */
declare var axios: AxiosStatic;

// ---- Timers and signals ----

interface Timeout {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  refresh(): this;
  close(): this;
  [Symbol.toPrimitive](): number;
}

declare function setTimeout(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): Timeout;
declare function setInterval(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): Timeout;
declare function setImmediate(callback: (...values: any[]) => void, ...values: any[]): Timeout;
declare function clearTimeout(timer?: Timeout | number | string): void;
declare function clearInterval(timer?: Timeout | number | string): void;
declare function clearImmediate(timer?: Timeout | number | string): void;
declare function queueMicrotask(callback: () => void): void;

/** Milliseconds since the execution began. */
declare var performance: { now(): number; readonly timeOrigin: number; mark(...values: any[]): void; measure(...values: any[]): void };

declare class Event {
  constructor(type: string, init?: { cancelable?: boolean });
  readonly type: string;
  readonly cancelable: boolean;
  readonly defaultPrevented: boolean;
  readonly target: any;
  readonly timeStamp: number;
  preventDefault(): void;
  stopImmediatePropagation(): void;
}

type EventListener = ((event: Event) => void) | { handleEvent(event: Event): void };

declare class EventTarget {
  addEventListener(type: string, listener: EventListener | null, options?: { once?: boolean }): void;
  removeEventListener(type: string, listener: EventListener | null): void;
  dispatchEvent(event: Event): boolean;
}

declare class AbortSignal extends EventTarget {
  private constructor();
  static abort(reason?: any): AbortSignal;
  static timeout(milliseconds: number): AbortSignal;
  static any(signals: AbortSignal[]): AbortSignal;
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: any): void;
}

// ---- Text, bytes, addresses ----

type TextEncodingName = 'utf8' | 'utf-8' | 'hex' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'ascii' | 'ucs2' | 'ucs-2' | 'utf16le' | 'utf-16le';

type NumberOfBytes = 'Int8' | 'UInt8' | 'Uint8' | `${'Int16' | 'UInt16' | 'Uint16' | 'Int32' | 'UInt32' | 'Uint32' | 'Float' | 'Double'}${'LE' | 'BE'}`;
type BigNumberOfBytes = `Big${'Int' | 'UInt' | 'Uint'}64${'LE' | 'BE'}`;
type LongNumberOfBytes = `${'Int' | 'UInt' | 'Uint'}${'LE' | 'BE'}`;
type BufferNumbers = { [Name in `read${NumberOfBytes}`]: (offset?: number) => number } & { [Name in `write${NumberOfBytes}`]: (value: number, offset?: number) => number } &
  { [Name in `read${BigNumberOfBytes}`]: (offset?: number) => bigint } & { [Name in `write${BigNumberOfBytes}`]: (value: bigint, offset?: number) => number } &
  { [Name in `read${LongNumberOfBytes}`]: (offset: number, bytes: number) => number } & { [Name in `write${LongNumberOfBytes}`]: (value: number, offset: number, bytes: number) => number };

interface Buffer extends BufferNumbers {}

/** Bytes that know text encodings, as in Node. */
declare class Buffer extends Uint8Array {
  static from(text: string, encoding?: TextEncodingName): Buffer;
  static from(bytes: ArrayBuffer, offset?: number, length?: number): Buffer;
  static from(bytes: { type: 'Buffer'; data: number[] }): Buffer;
  static from<T>(bytes: ArrayLike<T> | Iterable<T>, map?: (value: T, index: number) => number, self?: any): Buffer;
  static alloc(size: number, fill?: string | number, encoding?: TextEncodingName): Buffer;
  static allocUnsafe(size: number): Buffer;
  static allocUnsafeSlow(size: number): Buffer;
  static poolSize: number;
  static TYPED_ARRAY_SUPPORT: boolean;
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
  inspect(): string;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  swap16(): this;
  swap32(): this;
  swap64(): this;
  toLocaleString(encoding?: any, start?: any, end?: number): string;
  readonly parent: any;
  readonly offset: number;
  indexOf(value: any, from?: number, encoding?: TextEncodingName): number;
  lastIndexOf(value: any, from?: number, encoding?: TextEncodingName): number;
  includes(value: any, from?: number, encoding?: TextEncodingName): boolean;
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
  static canParse(address: string | URL, base?: string | URL): boolean;
  static parse(address: string | URL, base?: string | URL): URL | null;
  protocol: string;
  username: string;
  password: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  host: string;
  readonly origin: string;
  href: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams {
  constructor(init?: string | { [name: string]: any } | Iterable<[string, any]> | null);
  readonly size: number;
  append(name: string, value: any): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
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

type HashAlgorithm = HashName | Uppercase<HashName> | 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

interface Digest {
  update(data: string | ArrayBufferView, encoding?: TextEncodingName): this;
  digest(): Buffer;
  digest(encoding: TextEncodingName): string;
  copy(): Digest;
}

/** Uuids and random bytes follow from the seed of the execution. */
interface CryptoFunctions {
  createHash(algorithm: HashAlgorithm): Digest;
  createHmac(algorithm: HashAlgorithm, key: string | ArrayBufferView): Digest;
  randomUUID(): string;
  randomBytes(size: number): Buffer;
  randomBytes(size: number, callback: (error: null, bytes: Buffer) => void): void;
  /** From `least` (0 when there is one number) to, and not with, `below`. */
  randomInt(below: number): number;
  randomInt(least: number, below: number): number;
  randomInt(least: number, below: number, callback: (error: null, number: number) => void): void;
  timingSafeEqual(left: ArrayBufferView, right: ArrayBufferView): boolean;
  getRandomValues<T extends ArrayBufferView>(target: T): T;
  getHashes(): string[];
  subtle: { digest(algorithm: HashAlgorithm | { name: HashAlgorithm }, data: ArrayBufferView): Promise<ArrayBuffer> };
}

declare var crypto: CryptoFunctions;

/** The same as `globalThis`. */
declare var global: any;

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
  const bufferModule: {
    Buffer: typeof Buffer;
    constants: { MAX_LENGTH: number; MAX_STRING_LENGTH: number };
    kMaxLength: number;
    INSPECT_MAX_BYTES: number;
    atob: typeof atob;
    btoa: typeof btoa;
    isUtf8(bytes: Uint8Array): boolean;
    isAscii(bytes: Uint8Array): boolean;
  };
  export = bufferModule;
}

declare module 'console' {
  export = console;
}

declare module 'crypto' {
  const cryptoModule: CryptoFunctions & { randomFillSync<T extends ArrayBufferView>(target: T): T; webcrypto: typeof crypto };
  export = cryptoModule;
}

declare module 'events' {
  type Listener = (...values: any[]) => void;
  class EventEmitter {
    static EventEmitter: typeof EventEmitter;
    static defaultMaxListeners: number;
    static init(): void;
    static listenerCount(emitter: EventEmitter, name: string | symbol): number;
    static once(emitter: EventEmitter, name: string | symbol): Promise<any[]>;
    on(name: string | symbol, listener: Listener): this;
    once(name: string | symbol, listener: Listener): this;
    off(name: string | symbol, listener: Listener): this;
    addListener(name: string | symbol, listener: Listener): this;
    prependOnceListener(name: string | symbol, listener: Listener): this;
    prependListener(name: string | symbol, listener: Listener): this;
    removeListener(name: string | symbol, listener: Listener): this;
    removeAllListeners(name?: string | symbol): this;
    emit(name: string | symbol, ...values: any[]): boolean;
    listenerCount(name: string | symbol): number;
    listeners(name: string | symbol): Listener[];
    rawListeners(name: string | symbol): Listener[];
    eventNames(): (string | symbol)[];
    getMaxListeners(): number;
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
    relative(from: string, to: string): string;
    basename(path: string, ending?: string): string;
    dirname(path: string): string;
    extname(path: string): string;
    parse(path: string): PathParts;
    format(parts: Partial<PathParts>): string;
    sep: '/';
    delimiter: ':';
    posix: Path;
    win32: null;
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
    Url: any;
    parse(address: string, readQuery?: boolean, slashesDenoteHost?: boolean): UrlParts;
    format(address: URL | Partial<UrlParts> | string, options?: { fragment?: boolean; search?: boolean; auth?: boolean }): string;
    resolve(from: string, to: string): string;
    resolveObject(from: any, to: any): UrlParts;
    domainToASCII(domain: string): string;
    domainToUnicode(domain: string): string;
    fileURLToPath(address: string | URL): string;
    pathToFileURL(path: string): URL;
    urlToHttpOptions(address: URL): any;
  };
  export = urlModule;
}

declare module 'util' {
  const util: {
    format(...values: any[]): string;
    formatWithOptions(options: any, ...values: any[]): string;
    inspect(value: any, options?: any, ...more: any[]): string;
    debuglog(section: string): (...values: any[]) => void;
    debug(section: string): (...values: any[]) => void;
    stripVTControlCharacters(text: string): string;
    toUSVString(text: string): string;
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

declare module 'process' {
  export = process;
}

declare module 'timers' {
  const timers: {
    setTimeout: typeof setTimeout;
    setInterval: typeof setInterval;
    setImmediate: typeof setImmediate;
    clearTimeout: typeof clearTimeout;
    clearInterval: typeof clearInterval;
    clearImmediate: typeof clearImmediate;
    wait: typeof wait;
    promises: TimerPromises;
  };
  export = timers;
}

interface TimerPromises {
  setTimeout<T>(milliseconds?: number, value?: T, options?: { signal?: AbortSignal; ref?: boolean }): Promise<T>;
  setImmediate<T>(value?: T, options?: { signal?: AbortSignal; ref?: boolean }): Promise<T>;
  setInterval<T>(milliseconds?: number, value?: T, options?: { signal?: AbortSignal; ref?: boolean }): AsyncIterableIterator<T>;
  scheduler: { wait(milliseconds: number, options?: { signal?: AbortSignal }): Promise<void>; yield(): Promise<void> };
}

declare module 'timers/promises' {
  const promises: TimerPromises;
  export = promises;
}

declare module 'assert/strict' {
  import module = require('assert');
  export = module;
}
declare module 'path/posix' {
  import module = require('path');
  export = module;
}
declare module 'node:assert' {
  import module = require('assert');
  export = module;
}
declare module 'node:assert/strict' {
  import module = require('assert/strict');
  export = module;
}
declare module 'node:buffer' {
  import module = require('buffer');
  export = module;
}
declare module 'node:console' {
  import module = require('console');
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
declare module 'node:path/posix' {
  import module = require('path/posix');
  export = module;
}
declare module 'node:process' {
  import module = require('process');
  export = module;
}
declare module 'node:querystring' {
  import module = require('querystring');
  export = module;
}
declare module 'node:timers' {
  import module = require('timers');
  export = module;
}
declare module 'node:timers/promises' {
  import module = require('timers/promises');
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

// ---- Libraries from npm ----

type Path = string | number | symbol | (string | number | symbol)[];
type Collection<T> = ArrayLike<T> | { [key: string]: T } | null | undefined;
type Iteratee<T> = ((value: T, key?: any, collection?: any) => any) | Path | { [key: string]: any };

/** The functions of lodash whose values are not told: any. */
type LodashName =
  'add' | 'after' | 'ary' | 'assign' | 'assignIn' | 'assignInWith' | 'assignWith' | 'attempt' | 'before' | 'bind' | 'bindAll' |
  'bindKey' | 'castArray' | 'ceil' | 'clamp' | 'clone' | 'cloneDeepWith' | 'cloneWith' | 'concat' | 'cond' | 'conforms' | 'conformsTo' |
  'constant' | 'create' | 'curry' | 'curryRight' | 'debounce' | 'deburr' | 'defaultTo' | 'defaults' | 'defaultsDeep' | 'defer' |
  'delay' | 'differenceBy' | 'differenceWith' | 'divide' | 'drop' | 'dropRight' | 'dropRightWhile' | 'dropWhile' | 'eachRight' |
  'endsWith' | 'entries' | 'entriesIn' | 'eq' | 'escape' | 'escapeRegExp' | 'extend' | 'extendWith' | 'fill' | 'findKey' | 'findLast' |
  'findLastIndex' | 'findLastKey' | 'flatMapDeep' | 'flatMapDepth' | 'flattenDeep' | 'flattenDepth' | 'flip' | 'floor' | 'flow' |
  'flowRight' | 'forEachRight' | 'forIn' | 'forInRight' | 'forOwn' | 'forOwnRight' | 'fromPairs' | 'functions' | 'functionsIn' | 'gt' |
  'gte' | 'hasIn' | 'identity' | 'inRange' | 'indexOf' | 'initial' | 'intersection' | 'intersectionBy' | 'intersectionWith' | 'invert' |
  'invertBy' | 'invoke' | 'invokeMap' | 'isArguments' | 'isArray' | 'isArrayBuffer' | 'isArrayLike' | 'isArrayLikeObject' | 'isBoolean' |
  'isBuffer' | 'isDate' | 'isElement' | 'isEqualWith' | 'isError' | 'isFinite' | 'isFunction' | 'isInteger' | 'isLength' | 'isMap' |
  'isMatch' | 'isMatchWith' | 'isNaN' | 'isNative' | 'isNull' | 'isObject' | 'isObjectLike' | 'isRegExp' | 'isSafeInteger' | 'isSet' |
  'isSymbol' | 'isTypedArray' | 'isUndefined' | 'isWeakMap' | 'isWeakSet' | 'iteratee' | 'keysIn' | 'lastIndexOf' | 'lowerCase' |
  'lowerFirst' | 'lt' | 'lte' | 'mapKeys' | 'matches' | 'matchesProperty' | 'mean' | 'meanBy' | 'memoize' | 'mergeWith' | 'method' |
  'methodOf' | 'mixin' | 'multiply' | 'negate' | 'noop' | 'now' | 'nth' | 'nthArg' | 'omitBy' | 'once' | 'over' | 'overArgs' |
  'overEvery' | 'overSome' | 'pad' | 'padEnd' | 'padStart' | 'parseInt' | 'partial' | 'partialRight' | 'pickBy' | 'property' |
  'propertyOf' | 'pull' | 'pullAll' | 'pullAllBy' | 'pullAllWith' | 'pullAt' | 'random' | 'range' | 'rangeRight' | 'rearg' |
  'reduceRight' | 'reject' | 'remove' | 'repeat' | 'replace' | 'rest' | 'result' | 'reverse' | 'sample' | 'sampleSize' | 'setWith' |
  'shuffle' | 'slice' | 'sortedIndex' | 'sortedIndexBy' | 'sortedIndexOf' | 'sortedLastIndex' | 'sortedLastIndexBy' |
  'sortedLastIndexOf' | 'sortedUniq' | 'sortedUniqBy' | 'split' | 'spread' | 'startsWith' | 'stubArray' | 'stubFalse' | 'stubObject' |
  'stubString' | 'stubTrue' | 'subtract' | 'tail' | 'take' | 'takeRight' | 'takeRightWhile' | 'takeWhile' | 'tap' | 'throttle' | 'thru' |
  'toArray' | 'toFinite' | 'toInteger' | 'toLength' | 'toLower' | 'toPairs' | 'toPairsIn' | 'toPath' | 'toPlainObject' |
  'toSafeInteger' | 'toUpper' | 'transform' | 'trimEnd' | 'trimStart' | 'truncate' | 'unary' | 'unescape' | 'union' | 'unionBy' |
  'unionWith' | 'uniqWith' | 'uniqueId' | 'unset' | 'unzip' | 'unzipWith' | 'update' | 'updateWith' | 'upperCase' | 'valueOf' |
  'valuesIn' | 'without' | 'words' | 'wrap' | 'xor' | 'xorBy' | 'xorWith' | 'zipObject' | 'zipObjectDeep' | 'zipWith';

interface LodashStatic extends Record<LodashName, (...values: any[]) => any> {
  /** Begins a chain: `_(list).map(…).value()`. */
  (value?: any): LodashChain;
  chain(value: any): LodashChain;
  VERSION: string;
  templateSettings: any;
  noConflict(): LodashStatic;
  runInContext(context?: any): LodashStatic;
  _: LodashStatic;
  placeholder: any;

  at(object: any, ...paths: any[]): any[];
  get(object: any, path: Path, otherwise?: any): any;
  set<T>(object: T, path: Path, value: any): T;
  has(object: any, path: Path): boolean;
  pick(object: any, ...paths: any[]): any;
  omit(object: any, ...paths: any[]): any;
  keys(object: any): string[];
  values<T>(object: Collection<T>): T[];
  mapValues<T>(object: Collection<T>, iteratee?: Iteratee<T>): { [key: string]: any };
  merge(object: any, ...sources: any[]): any;
  cloneDeep<T>(value: T): T;
  isEqual(value: any, other: any): boolean;
  isEmpty(value: any): boolean;
  isNil(value: any): value is null | undefined;
  isString(value: any): value is string;
  isNumber(value: any): value is number;
  isPlainObject(value: any): boolean;

  map<T>(collection: Collection<T>, iteratee?: Iteratee<T>): any[];
  flatMap<T>(collection: Collection<T>, iteratee?: Iteratee<T>): any[];
  filter<T>(collection: Collection<T>, predicate?: Iteratee<T>): T[];
  find<T>(collection: Collection<T>, predicate?: Iteratee<T>, from?: number): T | undefined;
  findIndex<T>(list: ArrayLike<T>, predicate?: Iteratee<T>, from?: number): number;
  forEach<C>(collection: C, iteratee: (value: any, key?: any, collection?: any) => any): C;
  each<C>(collection: C, iteratee: (value: any, key?: any, collection?: any) => any): C;
  reduce<T>(collection: Collection<T>, iteratee: (sum: any, value: T, key?: any) => any, begin?: any): any;
  some<T>(collection: Collection<T>, predicate?: Iteratee<T>): boolean;
  every<T>(collection: Collection<T>, predicate?: Iteratee<T>): boolean;
  includes(collection: any, value: any, from?: number): boolean;
  size(collection: any): number;
  groupBy<T>(collection: Collection<T>, iteratee?: Iteratee<T>): { [key: string]: T[] };
  keyBy<T>(collection: Collection<T>, iteratee?: Iteratee<T>): { [key: string]: T };
  countBy<T>(collection: Collection<T>, iteratee?: Iteratee<T>): { [key: string]: number };
  partition<T>(collection: Collection<T>, predicate?: Iteratee<T>): [T[], T[]];
  sortBy<T>(collection: Collection<T>, ...iteratees: any[]): T[];
  orderBy<T>(collection: Collection<T>, iteratees?: any, orders?: any): T[];

  chunk<T>(list: ArrayLike<T>, size?: number): T[][];
  compact<T>(list: ArrayLike<T>): T[];
  difference<T>(list: ArrayLike<T>, ...others: ArrayLike<T>[]): T[];
  flatten(list: ArrayLike<any>): any[];
  first<T>(list: ArrayLike<T>): T | undefined;
  head<T>(list: ArrayLike<T>): T | undefined;
  last<T>(list: ArrayLike<T>): T | undefined;
  join(list: ArrayLike<any>, separator?: string): string;
  uniq<T>(list: ArrayLike<T>): T[];
  uniqBy<T>(list: ArrayLike<T>, iteratee?: Iteratee<T>): T[];
  zip(...lists: any[]): any[][];
  times<T>(count: number, iteratee?: (index: number) => T): T[];

  sum(list: ArrayLike<any>): number;
  sumBy<T>(list: ArrayLike<T>, iteratee?: Iteratee<T>): number;
  max<T>(list: ArrayLike<T>): T | undefined;
  maxBy<T>(list: ArrayLike<T>, iteratee?: Iteratee<T>): T | undefined;
  min<T>(list: ArrayLike<T>): T | undefined;
  minBy<T>(list: ArrayLike<T>, iteratee?: Iteratee<T>): T | undefined;
  round(number: number, precision?: number): number;

  camelCase(text?: any): string;
  capitalize(text?: any): string;
  kebabCase(text?: any): string;
  snakeCase(text?: any): string;
  startCase(text?: any): string;
  upperFirst(text?: any): string;
  trim(text?: any, characters?: string): string;
  toString(value?: any): string;
  toNumber(value: any): number;
  template(text: string, options?: any): (values?: any) => string;
}

/** A chain of lodash; `value()` ends it. */
type LodashChain = { [Name in LodashName | keyof LodashStatic]: (...values: any[]) => any } & { value(): any; commit(): any; plant(value: any): any; next(): any };

/** lodash 4. */
declare var _: LodashStatic;

declare module 'lodash' {
  export = _;
}

declare module 'lodash/fp' {
  const fp: any;
  export = fp;
}

declare module 'lodash/*' {
  const method: (...values: any[]) => any;
  export = method;
}

declare module 'axios' {
  export = axios;
}

interface JsonataExpression {
  /** The value of the expression for an input; a promise. */
  evaluate(input: any, bindings?: { [name: string]: any }): Promise<any>;
  assign(name: string, value: any): void;
  registerFunction(name: string, implementation: (this: any, ...values: any[]) => any, signature?: string): void;
  ast(): any;
  errors(): any;
}

declare module 'jsonata' {
  const jsonata: { (expression: string, options?: { recover?: boolean; RegexEngine?: any }): JsonataExpression; parser: any };
  export = jsonata;
}
