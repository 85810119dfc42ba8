import { tasksErrors } from './errors.ts'

/** The longest time that a timer of Node takes. */
export const longestTimer = 2 ** 31 - 1

/** Throws `NUAGES_TASKS_BAD_OPTION` where a value is no whole number from `least` to `most`. */
export function checkWhole(where: string, value: unknown, least: number, most: number): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return
  const problem = `it is a whole number from ${least} to ${most}, and not ${shown(value)}`
  throw tasksErrors.BAD_OPTION({ where, problem })
}

/** The age in milliseconds after which jobs are deleted: text in its place would be a number to a database. */
export const checkAge = (where: string, value: unknown): void => checkWhole(where, value, 0, Number.MAX_SAFE_INTEGER)

const shown = (value: unknown) =>
  typeof value === 'string'
    ? `'${value.slice(0, 40)}'`
    : typeof value === 'number'
      ? String(value)
      : `a ${typeof value}`
