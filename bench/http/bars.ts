import { type Interval, number, shown } from '../orm/measure.ts'

const missed: string[] = []

/** Prints a ratio, and whether it is at most `most`: met when the lower end of its interval is. */
export function bar(what: string, ratio: Interval | null, most: number): void {
  if (ratio === null) {
    console.log(`  ${what.padEnd(48)} not measured`)
    return
  }
  const met = ratio.low <= most
  if (!met) missed.push(what)
  console.log(`  ${what.padEnd(48)} ${shown(ratio)}  at most ${number(most)}: ${met ? 'met' : 'MISSED'}`)
}

/** The bars that were missed so far. */
export const missedBars = (): readonly string[] => missed
