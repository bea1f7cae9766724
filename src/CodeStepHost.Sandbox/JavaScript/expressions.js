// What the steps filter, route, split and transform evaluate: JSONata, by its reference implementation. An expression is compiled once in each engine.
(function (host, load) {
  const jsonata = load('jsonata-sync.js');
  const truth = jsonata('$boolean($value)');
  const compiled = new Map();

  function compile(text) {
    let expression = compiled.get(text);
    if (expression === undefined) {
      expression = jsonata(text);
      // A step has as many as its config says; only a script that makes them up itself comes near this.
      if (compiled.size >= 1000) compiled.clear();
      compiled.set(text, expression);
    }
    return expression;
  }

  // JSONata throws objects that are no errors. The place is where the last token that was read ends; people look for its beginning.
  function describe(text, error) {
    const token = typeof error.token === 'string' ? error.token : '';
    let position = Number.isInteger(error.position) ? error.position : -1;
    if (position >= token.length && text.slice(position - token.length, position) === token) position -= token.length;
    return { code: typeof error.code === 'string' ? error.code : 'expression.failed', position, message: String(error.message || error.code || error) };
  }

  // What is wrong with the text of an expression; null when nothing is.
  function problemOf(text) {
    try {
      compile(text);
      return null;
    } catch (error) {
      return describe(text, error);
    }
  }

  // An expression's value for a message. The host reads which expression failed, and where, from the front of the message.
  function evaluate(expressions, index, message, variables) {
    let value;
    try {
      value = compile(expressions[index]).evaluate(message, { variables });
      if (typeof value === 'function' || (value && (value._jsonata_lambda || value._jsonata_function))) {
        throw { code: 'expression.function', message: 'the expression gives a function, which no message can hold' };
      }
    } catch (error) {
      const { code, position, message: text } = describe(expressions[index], error);
      throw Object.assign(new Error(`${index}:${position}:${text}`), { name: 'ExpressionError', code });
    }
    return value;
  }

  // By JSONata's own rule: nothing, an empty text, zero, and an array or object without anything true in it are not.
  function isTrue(expressions, index, message, variables) {
    const value = evaluate(expressions, index, message, variables);
    return value === true || (value !== undefined && value !== false && (truth.evaluate(undefined, { value })) === true);
  }

  // What a shape gives in which each number stands for an expression. Members and items whose expression gives nothing are left out.
  function fill(shape, expressions, message, variables) {
    if (typeof shape === 'number') return evaluate(expressions, shape, message, variables);
    const value = (part) => fill(part, expressions, message, variables);
    if (Array.isArray(shape)) return shape.map(value).filter((item) => item !== undefined);
    return Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, value(part)]).filter(([, member]) => member !== undefined));
  }

  return { problemOf, evaluate, isTrue, fill };
})
