import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

type Argument = null | number | bigint | string | Uint8Array

/** Characters as the other databases count them: code points. */
const characters = (text: string): string | string[] => (/[\ud800-\udfff]/.test(text) ? [...text] : text)
const joined = (of: string | readonly string[]) => (typeof of === 'string' ? of : of.join(''))

/** Of texts and whole numbers; null where one of them is null. */
const strict =
  <R>(work: (...given: never[]) => R) =>
  (...given: Argument[]): R | null =>
    given.includes(null) ? null : work(...(given as never[]))

/** What fills a text of `have` characters up to `length`. */
function filling(fill: Argument, missing: number): string {
  const pattern = characters(String(fill))
  if (pattern.length === 0) return ''
  const times = Math.ceil(missing / pattern.length)
  const whole = joined(pattern).repeat(times)
  return joined(characters(whole).slice(0, missing))
}

const pad = (before: boolean) => (given: Argument, length: Argument, fill: Argument) => {
  const text = characters(String(given))
  const missing = Number(length) - text.length
  if (missing <= 0) return joined(text.slice(0, Math.max(0, Number(length))))
  const more = filling(fill, missing)
  return before ? more + String(given) : String(given) + more
}

const algorithms: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])

/** Functions of texts that other databases have and SQLite lacks; they answer as PostgreSQL's do. */
export function addTextFunctions(db: DatabaseSync): void {
  const options = { deterministic: true, varargs: true }
  db.function(
    'nuages_repeat',
    options,
    strict((text: Argument, times: Argument) => String(text).repeat(Math.max(0, Number(times)))),
  )
  db.function('nuages_lpad', options, strict(pad(true)))
  db.function('nuages_rpad', options, strict(pad(false)))
  db.function(
    'nuages_reverse',
    options,
    strict((text: Argument) => [...String(text)].reverse().join('')),
  )
  db.function(
    'nuages_hash',
    options,
    strict((algorithm: Argument, text: Argument) =>
      algorithms.has(String(algorithm))
        ? createHash(String(algorithm))
            .update(text instanceof Uint8Array ? text : String(text))
            .digest('hex')
        : null,
    ),
  )
}
