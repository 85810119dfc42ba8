import { InvalidArgumentError } from 'commander'

/** A port number from a flag. */
export function portArgument(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65535)) throw new InvalidArgumentError('It is a number from 0 to 65535.')
  return port
}

/** How many workers a flag asks for. */
export function workersArgument(text: string): number | 'auto' {
  if (text !== 'auto' && !/^[1-9]\d{0,2}$/.test(text))
    throw new InvalidArgumentError("It is a number from 1 to 999, or 'auto'.")
  return text === 'auto' ? text : Number(text)
}

/** A whole number of at least one from a flag. */
export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1 on.')
  return Number(text)
}

/** Names from a flag, separated by commas. */
export const namesArgument = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds from a flag: 90s, 15m, 12h, 7d. */
export function periodArgument(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count === undefined) throw new InvalidArgumentError('It is a number with a unit: 90s, 15m, 12h or 7d.')
  return Number(count) * units[unit as keyof typeof units]
}
