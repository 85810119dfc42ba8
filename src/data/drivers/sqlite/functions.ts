import type { DatabaseSync } from 'node:sqlite'
import { driverErrors } from '../errors.ts'
import { addAggregates } from './aggregates.ts'
import { addDateFunctions } from './date-functions.ts'
import { addTextFunctions } from './text-functions.ts'

type Argument = null | number | bigint | string | Uint8Array

const remembered = new Map<string, RegExp>()
const limit = 200

function compiled(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  let found = remembered.get(key)
  if (found === undefined) {
    if (remembered.size >= limit) remembered.clear()
    found = expression(pattern, flags)
    remembered.set(key, found)
  }
  return found
}

/** With Unicode rules where they allow the pattern: they refuse escapes like `\-`, which other databases take. */
function expression(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, `${flags}u`)
  } catch {
    try {
      return new RegExp(pattern, flags)
    } catch (cause) {
      throw driverErrors.BAD_REGEX({ reason: reasonOf(cause as Error) }, { cause })
    }
  }
}

/** What is wrong with a pattern, without the pattern: it may be long. */
const reasonOf = ({ message }: Error) => message.slice(message.lastIndexOf(': ') + 2)

const matcher = (flags: string) => (pattern: Argument, text: Argument) =>
  pattern === null || text === null ? null : compiled(String(pattern), flags).test(String(text)) ? 1 : 0

/**
 * The functions that SQLite lacks. Lookups need `text REGEXP pattern` (which SQLite calls as
 * `regexp(pattern, text)`) and `iregexp(pattern, text)`, with JavaScript's expressions;
 * expressions need the rest.
 */
export function addFunctions(db: DatabaseSync): void {
  const options = { deterministic: true, useBigIntArguments: true }
  db.function('regexp', options, matcher(''))
  db.function('iregexp', options, matcher('i'))
  addTextFunctions(db)
  addDateFunctions(db)
  addAggregates(db)
}
