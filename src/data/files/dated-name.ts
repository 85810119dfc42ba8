import { partsInZone } from '../../base/time/index.ts'
import { filesErrors } from './errors.ts'

export interface DatedNameOptions {
  /** The moment. Default: now. */
  readonly date?: Date
  /** IANA name of the zone in which its day counts. Default: UTC. */
  readonly timeZone?: string
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * `name` in a folder whose pattern names parts of a date as `strftime` does: `%Y %m %d %H %M %S %j %y`, `%%` for a percent sign.
 * `datedName('articles/%Y/%m/', 'photo.jpg')` is 'articles/2026/11/photo.jpg'. Semantics: Django's `upload_to`.
 * Throws `NUAGES_FILES_BAD_OPTION` for another letter.
 */
export function datedName(
  pattern: string,
  name: string,
  { date = new Date(), timeZone = 'UTC' }: DatedNameOptions = {},
): string {
  const { year, month, day, hour, minute, second } = partsInZone(date, timeZone)
  const dayOfYear = Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1
  const values: Readonly<Record<string, string>> = {
    __proto__: null as never,
    Y: String(year).padStart(4, '0'),
    y: two(year % 100),
    m: two(month),
    d: two(day),
    H: two(hour),
    M: two(minute),
    S: two(second),
    j: String(dayOfYear).padStart(3, '0'),
    '%': '%',
  }
  const folder = pattern.replace(/%(.?)/gs, (_, letter: string) => {
    const value = values[letter]
    if (value === undefined)
      throw filesErrors.BAD_OPTION({ option: 'pattern', problem: `'%${letter}' is no part of a date` })
    return value
  })
  return folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}
