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
