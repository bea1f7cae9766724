// Whether two values hold the same.
(function () {
  function isDeepStrictEqual(left, right, pairs = []) {
    if (Object.is(left, right)) return true;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
    if (pairs.some(([a, b]) => a === left && b === right)) return true;
    const seen = [...pairs, [left, right]];
    const same = (a, b) => isDeepStrictEqual(a, b, seen);
    if (left instanceof Date) return left.getTime() === right.getTime();
    if (left instanceof RegExp) return String(left) === String(right);
    if (left instanceof Error && (left.message !== right.message || left.name !== right.name)) return false;
    if (left instanceof Map) return left.size === right.size && [...left].every(([key, value]) => (right.has(key) ? same(value, right.get(key)) : typeof key === 'object' && [...right].some(([other, own]) => same(key, other) && same(value, own))));
    if (left instanceof Set) return left.size === right.size && [...left].every((value) => right.has(value) || [...right].some((other) => same(value, other)));
    const keys = Object.keys(left);
    return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
  }

  return { isDeepStrictEqual };
})
