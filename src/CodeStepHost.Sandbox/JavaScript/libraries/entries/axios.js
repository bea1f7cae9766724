// axios with an adapter of its own: the host makes the calls.
import axios, { AxiosError, AxiosHeaders, CanceledError } from 'axios';
import buildFullPath from 'axios/unsafe/core/buildFullPath.js';
import settle from 'axios/unsafe/core/settle.js';
import buildURL from 'axios/unsafe/helpers/buildURL.js';

const { FormData, Bytes } = load('form-data.js');

const refuse = (message, code, config) => {
  throw new AxiosError(message, code, config);
};

const bytesOf = (data, config) => {
  if (data === undefined || data === null) return null;
  if (typeof data === 'string') return host.encode(data, 'utf8');
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return refuse('Data after transformation must be a string, an ArrayBuffer or a Buffer', AxiosError.ERR_BAD_REQUEST, config);
};

const received = (bytes, config) => {
  if (config.responseType === 'arraybuffer') return load('buffer.js').Buffer.from(bytes);
  const encoding = config.responseEncoding || 'utf8';
  const text = load('buffer.js').Buffer.from(bytes).toString(encoding);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};

const headersOf = (pairs) => {
  const headers = {};
  for (const [name, value] of pairs) {
    if (name === 'set-cookie') (headers[name] = headers[name] || []).push(value);
    else headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return new AxiosHeaders(headers);
};

const failed = (error, config, request) => {
  if (error.code === 'ETIMEDOUT' && config.timeout) {
    const code = config.transitional && config.transitional.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
    return new AxiosError(config.timeoutErrorMessage || `timeout of ${config.timeout}ms exceeded`, code, config, request);
  }
  return AxiosError.from(error, error.code, config, request);
};

async function adapter(config) {
  if (config.responseType === 'stream' || config.responseType === 'blob' || config.responseType === 'document')
    refuse(`responseType '${config.responseType}' is not available to steps; use 'arraybuffer', 'text' or 'json'.`, AxiosError.ERR_NOT_SUPPORT, config);
  const headers = AxiosHeaders.from(config.headers).normalize();
  const url = buildURL(buildFullPath(config.baseURL, config.url, config.allowAbsoluteUrls), config.params, config.paramsSerializer);
  const form = config.data instanceof FormData ? config.data.encoded() : null;
  if (form) headers.set('Content-Type', form.type);
  const body = form ? form.bytes : bytesOf(config.data, config);
  if (body && config.maxBodyLength > -1 && body.length > config.maxBodyLength)
    refuse('Request body larger than maxBodyLength limit', AxiosError.ERR_BAD_REQUEST, config);
  if (config.auth) {
    const user = `${config.auth.username || ''}:${config.auth.password || ''}`;
    headers.set('Authorization', `Basic ${host.decode(host.encode(user, 'utf8'), 'base64')}`);
  }
  headers.set('User-Agent', `axios/${axios.VERSION}`, false);
  const pairs = Object.entries(headers.toJSON()).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]);
  const method = config.method.toUpperCase();
  const request = { method, path: url.replace(/^[a-z]+:\/\/[^/]*/i, '') || '/', res: { responseUrl: url } };

  const answer = await new Promise((resolve, reject) => {
    const most = typeof config.maxRedirects === 'number' ? config.maxRedirects : null;
    const call = host.sendHttp(method, url, pairs, body, config.timeout || null, resolve, (error) => reject(failed(error, config, request)), most);
    const cancel = (reason) => {
      host.forgetHttp(call);
      reject(!reason || reason.type ? new CanceledError(null, config, request) : reason);
    };
    if (config.cancelToken) config.cancelToken.subscribe(cancel);
    if (config.signal) config.signal.aborted ? cancel() : config.signal.addEventListener('abort', () => cancel());
  });

  request.res.responseUrl = answer.url;
  if (config.maxContentLength > -1 && answer.body.length > config.maxContentLength)
    throw new AxiosError(`maxContentLength size of ${config.maxContentLength} exceeded`, AxiosError.ERR_BAD_RESPONSE, config, request);
  const response = { status: answer.status, statusText: answer.statusText, headers: headersOf(answer.headers), config, request, data: received(answer.body, config) };
  return new Promise((resolve, reject) => settle(resolve, reject, response));
}

axios.defaults.adapter = adapter;
axios.defaults.env.FormData = FormData;
axios.defaults.formSerializer = { Blob: Bytes };

// An error is made long after the call; it is shown where the script called.
const { request } = axios.Axios.prototype;
axios.Axios.prototype.request = function (...values) {
  const here = new Error().stack;
  return request.apply(this, values).catch((error) => {
    if (error instanceof AxiosError) error.stack = here;
    throw error;
  });
};

// Made once more, so that it calls what was put in above.
const offered = axios.create();
for (const [name, value] of Object.entries(axios)) if (!Object.hasOwn(offered, name)) offered[name] = value;
offered.default = offered;
export default offered;
