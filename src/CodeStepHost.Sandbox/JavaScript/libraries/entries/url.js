// Node's url module: the standard's classes, and the older functions that are still in use.
import legacy from 'url/';
import { toASCII, toUnicode } from './shims/tr46.js';

const { URL, URLSearchParams } = load('whatwg-url.js');

const format = (url, options = {}) => {
  if (!(url instanceof URL)) return legacy.format(url);
  const copy = new URL(url.href);
  if (options.fragment === false) copy.hash = '';
  if (options.search === false) copy.search = '';
  if (options.auth === false) copy.username = copy.password = '';
  return copy.href;
};
const fileURLToPath = (url) => decodeURIComponent(new URL(url).pathname);
const pathToFileURL = (path) => new URL(`file://${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`);
const urlToHttpOptions = (url) => ({
  protocol: url.protocol,
  hostname: url.hostname.replace(/^\[|\]$/g, ''),
  hash: url.hash,
  search: url.search,
  pathname: url.pathname,
  path: `${url.pathname}${url.search}`,
  href: url.href,
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username || url.password ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` } : {}),
});

export default {
  Url: legacy.Url,
  parse: legacy.parse,
  resolve: legacy.resolve,
  resolveObject: legacy.resolveObject,
  format,
  URL,
  URLSearchParams,
  domainToASCII: (domain) => toASCII(domain) ?? '',
  domainToUnicode: (domain) => toUnicode(domain).domain,
  fileURLToPath,
  pathToFileURL,
  urlToHttpOptions,
};
