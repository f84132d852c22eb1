/** How deep a value may be nested: far beyond any real output, far below what would exhaust a stack. */
const deepest = 500;

const isPlainKey = (key) => /^[A-Za-z_$][\w$]*$/.test(key);
const member = (where, key) => (isPlainKey(key) ? `${where}.${key}` : `${where}[${JSON.stringify(key)}]`);

/**
 * The first place at which a value is no JSON, such as `{ where: 'output.rows[2]', what: 'NaN' }`; `undefined`
 * where there is none. Members that are `undefined` are left out of JSON and so allowed; an object with a
 * `toJSON` (a Date) stands for what that gives.
 */
export function faultOf(value) {
  return search(value, 'output', [], 0);
}

function search(value, where, above, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { where, what: String(value) };
    case 'undefined':
      return { where, what: 'undefined' };
    case 'bigint':
      return { where, what: 'a BigInt' };
    case 'function':
      return { where, what: 'a function' };
    case 'symbol':
      return { where, what: 'a symbol' };
  }
  if (value === null) return undefined;
  if (depth > deepest)
    return { where: `${where.slice(0, 60)}…`, what: `nested deeper than ${deepest} levels` };
  if (above.includes(value)) return { where, what: 'a cycle' };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { where, what: 'binary data' };
  if (typeof value.toJSON === 'function') return search(value.toJSON(), where, above, depth + 1);
  above.push(value);
  try {
    return Array.isArray(value) ? inArray(value, where, above, depth) : inObject(value, where, above, depth);
  } finally {
    above.pop();
  }
}

function inArray(value, where, above, depth) {
  for (let index = 0; index < value.length; index++) {
    const fault = search(value[index], `${where}[${index}]`, above, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Classes whose content JSON would silently lose. */
const opaque = [Map, Set, WeakMap, WeakSet, Promise, RegExp, Error];

function inObject(value, where, above, depth) {
  const kind = opaque.find((one) => value instanceof one);
  if (kind !== undefined) return { where, what: `a ${kind.name}` };
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue;
    const fault = search(value[key], member(where, key), above, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
