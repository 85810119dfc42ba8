import { createRequire } from 'node:module'
import type { Cron } from 'croner'
import { timeErrors } from '../../../base/time/index.ts'
import { schedulesErrors } from './errors.ts'
import type { Rule } from './rule.ts'

const names = ['minute', 'hour', 'day of month', 'month', 'day of week'] as const
const ranges: Readonly<Record<(typeof names)[number] | 'second', string>> = {
  second: '0-59',
  minute: '0-59',
  hour: '0-23',
  'day of month': '1-31 or L',
  month: '1-12 or JAN-DEC',
  'day of week': '0-7 or SUN-SAT',
}

/**
 * A cron expression of five fields, or of six where the first is the second, read by a wall clock of `timeZone`.
 *
 * Where clocks change, as in Vixie cron: hours and minutes that are written out (lists and ranges too) happen once a day, at
 * the first moment after the gap where clocks skip them, and the first time where they come twice. With a `*` or a step in
 * second, minute or hour it counts time that passes: in the repeated hour it goes on, and a skipped one has no moments.
 * Throws `NUAGES_SCHEDULES_BAD_CRON`, `…_NEVER` or `NUAGES_TIME_UNKNOWN_ZONE`.
 */
export function cronRule(name: string, text: string, timeZone: string): Rule {
  const cron = parse(name, text, timeZone)
  return {
    text: `${text} ${timeZone}`,
    next: (after) => cron.nextRun(after),
    latest: (at) => cron.previousRuns(1, new Date(at.getTime() + 1))[0] ?? null,
  }
}

function parse(name: string, text: string, timeZone: string): Cron {
  const words = [...text.matchAll(/\S+/g)]
  const shortcut = words.length === 1 && text.startsWith('@')
  if (text.length > 200)
    throw schedulesErrors.BAD_CRON({ name, text: `${text.slice(0, 40)}…`, position: 200, problem: 'it is too long' })
  if (!shortcut && words.length !== 5 && words.length !== 6) {
    const position = words.length > 6 ? words[6]!.index : text.length
    throw schedulesErrors.BAD_CRON({ name, text, position, problem: `it has ${words.length} fields instead of 5 or 6` })
  }
  try {
    const cron = make(text, timeZone)
    if (cron.nextRun() === null) throw schedulesErrors.NEVER({ name, text })
    return cron
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    throw wrongField(name, text, words) ?? unknownZone(timeZone, error)
  }
}

/** The library is loaded by the first schedule that has an expression, not by every server. */
function make(text: string, timeZone: string): Cron {
  const { Cron } = createRequire(import.meta.url)('croner') as typeof import('croner')
  return new Cron(text, { paused: true, timezone: timeZone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' })
}

/** The first field that is wrong by itself. */
function wrongField(name: string, text: string, words: readonly RegExpExecArray[]): Error | null {
  const fields = words.length === 6 ? (['second', ...names] as const) : names
  if (words.length === 1)
    return readable(text)
      ? null
      : schedulesErrors.BAD_CRON({ name, text, position: 0, problem: 'there is no such word' })
  for (const [index, word] of words.entries()) {
    const alone = fields.map((_, at) => (at === index ? word[0] : '*')).join(' ')
    if (readable(alone)) continue
    const field = fields[index]!
    const problem = `'${word[0]}' is no ${field} (${ranges[field]})`
    return schedulesErrors.BAD_CRON({ name, text, position: word.index, problem })
  }
  return null
}

function readable(text: string): boolean {
  try {
    make(text, 'UTC')
    return true
  } catch {
    return false
  }
}

function unknownZone(zone: string, cause: Error): Error {
  return timeErrors.UNKNOWN_ZONE({ zone }, { cause })
}
