// Node's path, with forward slashes.
(function () {
  function normalize(path) {
    const absolute = path.startsWith('/');
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
      else if (!absolute) parts.push('..');
    }
    const joined = parts.join('/') + (path.endsWith('/') && parts.length > 0 ? '/' : '');
    return absolute ? `/${joined}` : joined || '.';
  }

  const join = (...parts) => normalize(parts.filter((part) => part !== '').join('/') || '.');
  const isAbsolute = (path) => path.startsWith('/');
  const resolve = (...parts) => {
    let path = '';
    for (const part of parts) path = part.startsWith('/') ? part : `${path}/${part}`;
    const whole = normalize(path.startsWith('/') ? path : `/${path}`);
    return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
  };
  const trim = (path) => (path.length > 1 ? path.replace(/\/+$/, '') : path);
  const basename = (path, ending = '') => {
    const name = trim(path).split('/').pop();
    return ending !== '' && name !== ending && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
  };
  const dirname = (path) => {
    const at = trim(path).lastIndexOf('/');
    return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
  };
  const extname = (path) => {
    const name = basename(path);
    const at = name.lastIndexOf('.');
    return at <= 0 ? '' : name.slice(at);
  };
  const parse = (path) => {
    const base = basename(path);
    const ext = extname(path);
    return { root: isAbsolute(path) ? '/' : '', dir: path.includes('/') ? dirname(path) : '', base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
  };
  const format = (parts) => (parts.dir ? `${parts.dir}/` : parts.root || '') + (parts.base || `${parts.name || ''}${parts.ext || ''}`);

  const path = { normalize, join, isAbsolute, resolve, basename, dirname, extname, parse, format, sep: '/', delimiter: ':' };
  path.posix = path;
  return path;
})
