import type { DatabaseSync } from 'node:sqlite'

type Argument = null | number | bigint | string | Uint8Array

const remembered = new Map<string, RegExp>()
const limit = 200

function compiled(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  let found = remembered.get(key)
  if (found === undefined) {
    if (remembered.size >= limit) remembered.clear()
    found = new RegExp(pattern, flags)
    remembered.set(key, found)
  }
  return found
}

const matcher = (flags: string) => (pattern: Argument, text: Argument) =>
  pattern === null || text === null ? null : compiled(String(pattern), flags).test(String(text)) ? 1 : 0

/**
 * The functions that SQLite lacks and lookups need: `text REGEXP pattern` (which SQLite calls as
 * `regexp(pattern, text)`) and `iregexp(pattern, text)`, with JavaScript's expressions.
 */
export function addFunctions(db: DatabaseSync): void {
  const options = { deterministic: true }
  db.function('regexp', options, matcher('u'))
  db.function('iregexp', options, matcher('iu'))
}
