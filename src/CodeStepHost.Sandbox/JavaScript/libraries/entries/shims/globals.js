// Names that libraries expect around them.
const lazily = (file, name) => class {
  constructor(...values) {
    return new (load(file)[name])(...values);
  }
};

export const TextEncoder = lazily('text-encoding.js', 'TextEncoder');
export const TextDecoder = lazily('text-encoding.js', 'TextDecoder');
export const process = { cwd: () => '/' };

// lodash compiles templates with the Function of its global object; there is no other way to compile text. It also looks for an older _,
// which must not load lodash once more.
function compile(names, body) {
  return host.compileTemplate(String(names), String(body));
}
compile.prototype = Function.prototype;
export const self = Object.create(globalThis, { Function: { value: compile }, _: { value: undefined } });
