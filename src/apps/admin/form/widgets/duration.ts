import { DurationInput } from '../../../forms/index.ts'

/** The symbols of the International System of Units, which every language writes alike, in milliseconds. */
const units = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000, ms: 1 } as const
const written = /^-?(?:\s*\d+(?:[.,]\d+)?\s*(?:ms|min|d|h|s)(?![a-z]))+\s*$/i
/** One after the other, from the start: what stands between two of them ends the search. */
const part = /-?\s*(\d+(?:[.,]\d+)?)\s*(ms|min|d|h|s)/giy

/** Milliseconds as people write a length of time: '1 d 2 h 30 min', '4.5 s', '0 s'. */
export function durationWords(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds) * 1000) / 1000
  const parts: string[] = []
  for (const unit of ['d', 'h', 'min'] as const) {
    const whole = Math.floor(rest / units[unit])
    rest -= whole * units[unit]
    if (whole > 0) parts.push(`${whole} ${unit}`)
  }
  const seconds = Math.round(rest * 1000) / 1_000_000
  if (seconds > 0 || parts.length === 0) parts.push(`${seconds} s`)
  return (milliseconds < 0 ? '-' : '') + parts.join(' ')
}

/** Milliseconds of '1 d 2 h 30 min', in any order; null for a text that is written otherwise. */
export function parseDurationWords(text: string): number | null {
  if (!written.test(text)) return null
  let sum = 0
  for (const [, number, unit] of text.matchAll(part))
    sum += Number(number!.replace(',', '.')) * units[unit!.toLowerCase() as keyof typeof units]
  return Math.round((text.startsWith('-') ? -sum : sum) * 1000) / 1000
}

/** A length of time in words; what `nuages/forms` reads (`2 1:30:00`, `90:00`, `P1DT2H`) is read too. */
export class DurationWordsInput extends DurationInput {
  override toValue(raw: unknown): number | null {
    const value = typeof raw === 'string' ? parseDurationWords(raw.trim()) : null
    return value === null ? super.toValue(raw) : super.toValue(value)
  }

  override prepare(value: unknown): unknown {
    return typeof value === 'number' ? durationWords(value) : value
  }
}
