// Node's util.format and util.inspect: what log lines look like.
(function () {
  const custom = Symbol.for('nodejs.util.inspect.custom');
  const defaults = { showHidden: false, depth: 2, colors: false, customInspect: true, maxArrayLength: 100, maxStringLength: 10000, breakLength: 80, compact: 3, sorted: false, getters: false };
  const plainKey = /^[A-Za-z_][A-Za-z_0-9]*$/;
  const isIndex = (key) => typeof key === 'string' && /^(0|[1-9]\d*)$/.test(key);
  const escapes = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
  const plural = (count) => (count === 1 ? '' : 's');
  const more = (count, what) => `... ${count} more ${what}${plural(count)}`;
  const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

  function quote(text) {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') && !text.includes('${') ? '`' : "'";
    // eslint-disable-next-line no-control-regex
    const escaped = text.replace(/[\x00-\x1f\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (c) =>
      escapes[c] || (c.charCodeAt(0) < 256 ? `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : `\\u${c.charCodeAt(0).toString(16).toUpperCase()}`));
    return mark + (mark === "'" ? escaped.replace(/'/g, "\\'") : escaped) + mark;
  }

  function ofString(run, value) {
    const kept = value.length > run.maxStringLength ? value.slice(0, run.maxStringLength) : value;
    const rest = kept.length < value.length ? more(value.length - kept.length, 'character') : '';
    if (run.compact !== true && kept.length > 16 && kept.length > run.breakLength - run.indentation - 4 && kept.includes('\n'))
      return kept.split(/(?<=\n)/).map(quote).join(` +\n${' '.repeat(run.indentation + 2)}`) + rest;
    return quote(kept) + rest;
  }

  function ofPrimitive(run, value) {
    if (typeof value === 'string') return ofString(run, value);
    if (typeof value === 'bigint') return `${value}n`;
    return Object.is(value, -0) ? '-0' : String(value);
  }

  // The name of the class that made an object; null for an object without prototype.
  function constructorName(value) {
    for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
      const own = Object.getOwnPropertyDescriptor(at, 'constructor');
      if (own && typeof own.value === 'function' && own.value.name !== '' && value instanceof own.value) return own.value.name;
    }
    return null;
  }

  function prefixOf(name, tag, fallback, size = '') {
    const shownTag = tag !== '' && tag !== name ? ` [${tag}]` : '';
    if (name === null) return tag !== '' && tag !== fallback ? `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
    return `${name}${size}${shownTag} `;
  }

  function ofFunction(value, name, tag) {
    if (isClass(value)) {
      const parent = Object.getPrototypeOf(value);
      const heritage = typeof parent === 'function' && parent.name ? ` extends ${parent.name}` : name === null ? ' extends [null prototype]' : '';
      return `[class ${value.name === '' ? '(anonymous)' : value.name}${name !== 'Function' && name !== null ? ` [${name}]` : ''}${heritage}]`;
    }
    const kind = /Function$/.test(tag) ? tag : 'Function';
    return `[${kind}${value.name === '' ? ' (anonymous)' : `: ${value.name}`}]${name === null ? ' [null prototype]' : ''}`;
  }

  function ofError(error, keys) {
    const name = error.name === undefined ? 'Error' : String(error.name);
    const title = error.message === '' || error.message === undefined ? name : `${name}: ${error.message}`;
    for (const hidden of ['name', 'message', 'stack']) {
      const at = keys.indexOf(hidden);
      if (at >= 0 && (hidden !== 'name' || title.includes(String(error[hidden])))) keys.splice(at, 1);
    }
    if ('cause' in error && !keys.includes('cause')) keys.push('cause');
    if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
    const lines = typeof error.stack === 'string' ? error.stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
    return lines.length === 0 ? `[${title}]` : `${title}\n${lines.join('\n').trimEnd()}`;
  }

  function keysOf(run, value) {
    const names = run.showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
    return [...names, ...Object.getOwnPropertySymbols(value).filter((key) => run.showHidden || Object.prototype.propertyIsEnumerable.call(value, key))];
  }

  function property(run, holder, key, depth, isItem) {
    const own = Object.getOwnPropertyDescriptor(holder, key) || { value: holder[key], enumerable: true };
    let text;
    if (own.get || own.set) {
      text = own.get && own.set ? '[Getter/Setter]' : own.get ? '[Getter]' : '[Setter]';
    } else {
      run.indentation += 2;
      text = ofValue(run, own.value, depth);
      run.indentation -= 2;
    }
    if (isItem) return text;
    const name = typeof key === 'symbol' ? `[${String(key)}]` : key === '__proto__' ? "['__proto__']" : own.enumerable ? (plainKey.test(key) ? key : quote(key)) : `[${key}]`;
    return `${name}: ${text}`;
  }

  function items(run, list, depth) {
    const output = [];
    const most = Math.min(Math.max(0, run.maxArrayLength), list.length);
    let at = 0;
    while (at < list.length && output.length < most) {
      if (Object.hasOwn(list, at)) {
        output.push(property(run, list, at, depth, true));
        at++;
        continue;
      }
      const start = at;
      while (at < list.length && !Object.hasOwn(list, at)) at++;
      output.push(`<${at - start} empty item${plural(at - start)}>`);
    }
    if (at < list.length) output.push(more(list.length - at, 'item'));
    return output;
  }

  function entries(run, all, depth, show) {
    run.indentation += 2;
    const shown = [...all].slice(0, run.maxArrayLength).map(show);
    run.indentation -= 2;
    const count = [...all].length;
    return count > shown.length ? [...shown, more(count - shown.length, 'item')] : shown;
  }

  const hex = (bytes, most) => Array.from(bytes.slice(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ') + (bytes.length > most ? ` ${more(bytes.length - most, 'byte')}` : '');

  const nothing = () => [];

  // What an object is shown as: a text in front, the brackets, the entries that are no properties, and the properties.
  function shapeOf(run, value, depth) {
    const name = constructorName(value);
    const ownTag = value[Symbol.toStringTag];
    const tag = typeof ownTag === 'string' && ownTag !== '' && ownTag !== name ? ownTag : '';
    let keys = keysOf(run, value);
    const inner = (item) => ofValue(run, item, depth);
    const shape = (base, open, close, output, isList = false) => ({ base, open, close, output, keys, isList });

    if (Array.isArray(value)) {
      keys = keys.filter((key) => !isIndex(key));
      return shape('', `${name !== 'Array' || tag !== '' ? prefixOf(name, tag, 'Array', `(${value.length})`) : ''}[`, ']', () => items(run, value, depth), true);
    }
    if (value instanceof Set) return shape('', `${prefixOf(name, tag, 'Set', `(${value.size})`)}{`, '}', () => entries(run, value, depth, inner));
    if (value instanceof Map) return shape('', `${prefixOf(name, tag, 'Map', `(${value.size})`)}{`, '}', () => entries(run, value, depth, ([key, item]) => `${inner(key)} => ${inner(item)}`));
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      keys = keys.filter((key) => !isIndex(key));
      return shape('', `${prefixOf(name, '', tag || 'TypedArray', `(${value.length})`)}[`, ']', () => items(run, value, depth), true);
    }
    if (typeof value === 'function') return shape(ofFunction(value, name, tag || tagOf(value)), '{', '}', nothing);
    switch (tagOf(value)) {
      case 'Arguments':
        return shape('', '[Arguments] {', '}', nothing);
      case 'RegExp':
        return shape(String(value), '{', '}', nothing);
      case 'Date':
        return shape(Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString(), '{', '}', nothing);
      case 'Boolean':
      case 'Number':
      case 'String':
        keys = keys.filter((key) => !isIndex(key));
        return shape(`[${tagOf(value)}: ${ofPrimitive({ ...run, maxStringLength: Infinity }, value.valueOf())}]`, '{', '}', nothing);
      default:
    }
    if (value instanceof Error) return shape(ofError(value, keys), '{', '}', nothing);
    if (value instanceof ArrayBuffer) return shape('', `${prefixOf(name, tag, 'ArrayBuffer')}{`, '}', () => [`[Uint8Contents]: <${hex(new Uint8Array(value), 50)}>`, `byteLength: ${value.byteLength}`]);
    // The engine does not tell what became of a promise.
    if (value instanceof Promise) return shape('', `${prefixOf(name, tag, 'Promise')}{`, '}', nothing);
    if (value instanceof WeakMap || value instanceof WeakSet) return shape('', `${prefixOf(name, tag, 'WeakMap')}{`, '}', () => ['<items unknown>']);
    return shape('', name === 'Object' && tag === '' ? '{' : `${prefixOf(name, tag, 'Object')}{`, '}', nothing);
  }

  function ofObject(run, value, depth) {
    const { base, open, close, output: list, keys, isList } = shapeOf(run, value, depth + 1);
    const isEmpty = keys.length === 0 && (base !== '' || (isList ? value.length === 0 : list === nothing));
    if (run.depth !== null && depth > run.depth && !isEmpty) {
      const name = constructorName(value);
      return `[${Array.isArray(value) ? 'Array' : name === null ? 'Object: null prototype' : name}]`;
    }
    run.seen.push(value);
    run.currentDepth = depth;
    const output = list();
    for (const key of keys) output.push(property(run, value, key, depth + 1, false));
    run.seen.pop();

    let front = base;
    if (run.circular.has(value)) {
      const mark = `<ref *${run.circular.get(value)}>`;
      front = front === '' ? mark : `${mark} ${front}`;
    }
    if (output.length === 0) return base !== '' ? front : `${front === '' ? '' : `${front} `}${open}${close}`;
    if (run.sorted && !isList) output.sort(run.sorted === true ? undefined : run.sorted);
    return joined(run, output, front, open, close, isList, depth, value);
  }

  // One line when it is short and holds no more than three levels; otherwise one line for each entry.
  function joined(run, output, front, open, close, isList, depth, value) {
    const before = front === '' ? '' : `${front} `;
    let lines = output;
    if (typeof run.compact === 'number' && run.compact >= 1) {
      if (isList && output.length > 6) lines = columns(run, output, value);
      if (run.currentDepth - depth < run.compact && lines.length === output.length) {
        const start = lines.length + run.indentation + open.length + front.length + 10;
        const width = lines.reduce((sum, line) => sum + line.length, lines.length + start);
        if (width + lines.length <= run.breakLength + lines.length && width <= run.breakLength && !front.includes('\n') && !lines.some((line) => line.includes('\n')))
          return `${before}${open} ${lines.join(', ')} ${close}`;
      }
    } else if (run.compact === true) {
      return `${before}${open} ${lines.join(', ')} ${close}`;
    }
    const indentation = `\n${' '.repeat(run.indentation)}`;
    return `${before}${open}${indentation}  ${lines.join(`,${indentation}  `)}${indentation}${close}`;
  }

  // Many short items stand in columns.
  function columns(run, output, value) {
    const count = run.maxArrayLength < value.length ? output.length - 1 : output.length;
    const widths = output.slice(0, count).map((item) => item.length + 2);
    const widest = Math.max(...widths);
    const total = widths.reduce((sum, width) => sum + width, 0);
    if (widest * 3 + run.indentation >= run.breakLength || !(total / widest > 5 || widest <= 8)) return output;
    const weight = Math.max(widest - 3 - Math.sqrt(widest - total / output.length), 1);
    const across = Math.min(Math.round(Math.sqrt(2.5 * weight * count) / weight), Math.floor((run.breakLength - run.indentation) / widest), run.compact * 4, 15);
    if (across <= 1) return output;
    const columnWidths = Array.from({ length: across }, (_, column) => Math.max(...widths.filter((_, at) => at % across === column)));
    const isNumeric = Array.prototype.every.call(value, (item) => typeof item === 'number' || typeof item === 'bigint');
    const rows = [];
    for (let at = 0; at < count; at += across) {
      const row = output.slice(at, Math.min(at + across, count));
      rows.push(row.map((item, column) => {
        const isLast = column === row.length - 1;
        const cell = isLast ? item : `${item}, `;
        if (isNumeric) return cell.padStart(columnWidths[column] - (isLast ? 2 : 0));
        return isLast ? cell : cell.padEnd(columnWidths[column]);
      }).join(''));
    }
    return count < output.length ? [...rows, output[count]] : rows;
  }

  function ofValue(run, value, depth) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return ofPrimitive(run, value);
    const own = run.customInspect ? value[custom] : undefined;
    if (typeof own === 'function' && own !== inspect) {
      const shown = own.call(value, run.depth === null ? null : run.depth - depth, { ...run.options, depth: run.depth === null ? null : run.depth - depth, stylize: (text) => String(text) }, inspect);
      if (shown !== value) return typeof shown === 'object' ? ofValue(run, shown, depth) : String(shown).replaceAll('\n', `\n${' '.repeat(run.indentation)}`);
    }
    if (run.seen.includes(value)) {
      if (!run.circular.has(value)) run.circular.set(value, run.circular.size + 1);
      return `[Circular *${run.circular.get(value)}]`;
    }
    return ofObject(run, value, depth);
  }

  function inspect(value, given, depth) {
    const options = { ...defaults, ...(typeof given === 'boolean' ? { showHidden: given } : given) };
    if (depth !== undefined && typeof given !== 'object') options.depth = depth;
    for (const name of ['maxArrayLength', 'maxStringLength']) if (options[name] === null) options[name] = Infinity;
    if (options.depth === Infinity) options.depth = null;
    return ofValue({ ...options, options, indentation: 0, currentDepth: 0, seen: [], circular: new Map() }, value, 0);
  }
  inspect.custom = custom;
  inspect.defaultOptions = defaults;

  function toJson(value) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      if (/circular|cyclic/i.test(error.message)) return '[Circular]';
      throw error;
    }
  }

  const number = (value) => (Object.is(value, -0) ? '-0' : String(value));
  const builtIn = new Set(['Object', 'Array', 'Function', 'Date', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError', 'ArrayBuffer', 'DataView']);

  // Whether an object's text is the author's, and not the language's [object Object].
  function hasOwnText(value) {
    if (typeof value.toString !== 'function') return false;
    if (Object.hasOwn(value, 'toString')) return true;
    let at = value;
    do at = Object.getPrototypeOf(at);
    while (at !== null && !Object.hasOwn(at, 'toString'));
    return at !== null && !(typeof at.constructor === 'function' && builtIn.has(at.constructor.name)) && at !== Object.getPrototypeOf(Uint8Array.prototype);
  }

  const directives = {
    s: (value) => {
      if (typeof value === 'bigint') return `${value}n`;
      if (typeof value === 'function' && !Object.hasOwn(value, 'toString')) return isClass(value) ? Function.prototype.toString.call(value) : inspect(value, { depth: 0 });
      if (typeof value === 'object' && value !== null && !hasOwnText(value)) return inspect(value, { depth: 0 });
      return number(value);
    },
    d: (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : number(Number(value))),
    i: (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : number(parseInt(value, 10))),
    f: (value) => (typeof value === 'symbol' ? 'NaN' : number(parseFloat(value))),
    j: (value) => String(toJson(value)),
    o: (value) => inspect(value, { showHidden: true, depth: 4 }),
    O: (value) => inspect(value),
    c: () => '',
  };

  function format(...values) {
    if (values.length === 1 && typeof values[0] === 'string') return values[0];
    let rest = values;
    let text = '';
    if (typeof values[0] === 'string') {
      let next = 1;
      text = values[0].replace(/%([sdifjoOc%])/g, (whole, directive) => {
        if (directive === '%') return '%';
        return next < values.length ? directives[directive](values[next++]) : whole;
      });
      rest = values.slice(next);
      if (rest.length > 0) text += ' ';
    }
    return text + rest.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
  }

  return { format, inspect, formatWithOptions: (_, ...values) => format(...values) };
})
