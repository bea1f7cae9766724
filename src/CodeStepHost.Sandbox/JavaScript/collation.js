// The order of text that people expect, for localeCompare: letters before their case and accents count, as in Node's default order.
(function (host, load) {
  const normalize = load('normalize.js');
  const rank = (character) => (/[\p{L}\p{M}]/u.test(character) ? 3 : /\p{N}/u.test(character) ? 2 : /[\s\p{P}]/u.test(character) ? 0 : 1);
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function letters(text) {
    // eslint-disable-next-line no-control-regex
    const plain = /^[\x00-\x7f]*$/.test(text) ? text : normalize.NFD(text).replace(/\p{M}+/gu, '').replace(/ß/g, 'ss').replace(/[æÆ]/g, 'ae').replace(/[øØ]/g, 'o');
    return [...plain.toLowerCase()];
  }

  function byLetters(a, b, numeric) {
    const [left, right] = [letters(a), letters(b)];
    let i = 0;
    let j = 0;
    while (i < left.length && j < right.length) {
      if (numeric && /\d/.test(left[i]) && /\d/.test(right[j])) {
        const digits = (list, at) => /^\d+/.exec(list.slice(at).join(''))[0];
        const [x, y] = [digits(left, i), digits(right, j)];
        const difference = order(BigInt(x), BigInt(y));
        if (difference !== 0) return difference;
        i += x.length;
        j += y.length;
        continue;
      }
      const difference = order(rank(left[i]), rank(right[j])) || order(left[i], right[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    return order(left.length - i, right.length - j);
  }

  // Accents, then case, small letters first: each at the first place where the texts differ.
  const byAccents = (a, b) => order(normalize.NFD(a.toLowerCase()), normalize.NFD(b.toLowerCase()));
  const byCase = (a, b) => -order(a, b);

  return (a, b, options = {}) => {
    if (a === b) return 0;
    const { sensitivity = 'variant', numeric = false } = options;
    return (
      byLetters(a, b, numeric)
      || (sensitivity === 'accent' || sensitivity === 'variant' ? byAccents(a, b) : 0)
      || (sensitivity === 'case' || sensitivity === 'variant' ? byCase(a, b) : 0)
    );
  };
})
