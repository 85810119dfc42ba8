import { zoneOffset } from '../../base/time/index.ts'
import { type Fragment, sql } from './fragment.ts'

/** A moment from which on clocks of a zone are `after` seconds east of UTC; until then they were `before`. */
interface Transition {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** Between these moments, in seconds, a zone's changes are known; beyond them its first and last offset stay. */
const first = Date.UTC(1900, 0, 1) / 1000
const last = Date.UTC(2101, 0, 1) / 1000
/** Since then clocks are changed at full quarters of an hour; before, at any second. */
const quarters = Date.UTC(1973, 0, 1) / 1000
/** No zone changes its clocks twice within so many seconds. */
const step = 14 * 86_400

const known = new Map<string, readonly Transition[]>()

const offsetAt = (seconds: number, zone: string) => Math.round(zoneOffset(new Date(seconds * 1000), zone) * 60)

/** When a zone changed its clocks, in order. */
function transitionsOf(zone: string): readonly Transition[] {
  const found = known.get(zone)
  if (found !== undefined) return found
  if (known.size > 100) known.clear()
  const out: Transition[] = []
  let before = offsetAt(first, zone)
  for (let from = first; from < last; from += step) {
    const after = offsetAt(from + step, zone)
    if (after === before) continue
    let [low, high] = [from, from + step]
    const unit = from < quarters ? 1 : 900
    while (high - low > unit) {
      const middle = low + Math.floor((high - low) / unit / 2) * unit
      if (offsetAt(middle, zone) === before) low = middle
      else high = middle
    }
    out.push({ at: high, before, after })
    before = after
  }
  known.set(zone, out)
  return out
}

/** Seconds east of UTC at a moment, told from a list of all changes: MariaDB's own tables of zones are seldom loaded. */
function offsetSql(of: Fragment, zone: string, at: (transition: Transition) => number): Fragment {
  const transitions = transitionsOf(zone)
  if (transitions.length === 0) return [String(offsetAt(first, zone))]
  const seconds = sql`TIMESTAMPDIFF(SECOND, '1970-01-01', ${of})`
  const offsets = [transitions[0]!.before, ...transitions.map(({ after }) => after)]
  return sql`ELT(INTERVAL(${seconds}, ${transitions.map(at).join(', ')}) + 1, ${offsets.join(', ')})`
}

/** How far a moment's clocks in a zone are east of UTC, in seconds. */
export function offsetOf(moment: Fragment, zone: string): Fragment {
  return offsetSql(moment, zone, ({ at }) => at)
}

/** The same for what clocks of the zone show: the first of two moments, and where there is none, as before the gap. */
export function offsetOfLocal(local: Fragment, zone: string): Fragment {
  return offsetSql(local, zone, ({ at, before, after }) => at + Math.max(before, after))
}

/** What clocks of a zone show at a moment; null for UTC. */
export function atZone(moment: Fragment, zone: string | null): Fragment {
  return zone === null ? moment : sql`TIMESTAMPADD(SECOND, ${offsetOf(moment, zone)}, ${moment})`
}
