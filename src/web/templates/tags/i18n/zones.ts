import { instantOf, parseDatetime, ZonedDate, zoneOffset } from '../../../../base/time/index.ts'
import { type Filter, filter } from '../../library.ts'
import type { Environment } from '../../runtime/environment.ts'

/** An instant, shown in that zone wherever it is shown; '' where the value is no instant or there is no such zone. */
function shownIn(value: unknown, zone: unknown, environment: Environment): unknown {
  if (typeof zone !== 'string' || zone === '') return ''
  try {
    const instant = instantAt(value, environment.currentTimezone)
    if (instant === null) return ''
    zoneOffset(instant, zone)
    return new ZonedDate(instant, zone)
  } catch {
    // A filter of dates prints nothing where it can do nothing, as in Django.
    return ''
  }
}

function instantAt(value: unknown, zone: string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  const parts = typeof value === 'string' ? parseDatetime(value) : null
  return parts === null ? null : instantOf(parts, parts.offset === null ? zone : (parts.zone ?? 'UTC'))
}

export const zoneFilters: Readonly<Record<string, Filter>> = {
  localtime: filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      shownIn(value, environment.currentTimezone, environment),
    { argument: 'none' },
  ),
  timezone: filter(shownIn, { argument: 'required' }),
  utc: filter((value: unknown, _argument: unknown, environment: Environment) => shownIn(value, 'UTC', environment), {
    argument: 'none',
  }),
}
