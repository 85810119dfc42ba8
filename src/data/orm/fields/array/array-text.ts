/**
 * A list in PostgreSQL's text form of arrays, each item made by `encode`, which gives the text of a list where lists are `nested`: `{1,NULL,"a \"b\""}`.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function arrayText(list: readonly unknown[], encode: (item: unknown) => unknown, nested: boolean): string {
  return `{${list.map((item) => (item === null ? 'NULL' : nested ? String(encode(item)) : itemText(encode(item)))).join()}}`
}

function itemText(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'string':
      return `"${value.replace(/[\\"]/g, '\\$&')}"`
    default:
      if (value instanceof Date) return `"${value.toISOString()}"`
      if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
      return value === null ? 'NULL' : String(value)
  }
}
