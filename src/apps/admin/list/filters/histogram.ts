import { type AnyQuerySet, Count, Max, Min } from '../../../../data/orm/index.ts'
import { formatNumber, gettext } from '../../../../web/i18n/index.ts'
import { count, fill } from '../../format.ts'
import type { ModelPath } from '../../paths.ts'
import { where } from '../conditions.ts'
import type { Histogram } from './filter.ts'

const bars = 12
/** The drawing: bars of 10 units with 1 between them, 32 high. */
const step = 11
const tall = 32

/** How often the values at a path occur in `rows`, in twelve steps; two queries. Null where there are not two values. */
export async function readHistogram(
  rows: AnyQuerySet,
  { path, schema }: ModelPath,
  from: string,
  to: string,
): Promise<{ readonly low: string; readonly high: string; readonly histogram: Histogram } | null> {
  const plain = rows.orderBy()
  const ends = await plain.aggregate({ low: Min(path), high: Max(path) })
  const [low, high] = [Number(ends['low'] ?? Number.NaN), Number(ends['high'] ?? Number.NaN)]
  if (!(high > low) || !Number.isFinite(high - low)) return null
  const whole = schema?.kind === 'integer' || schema?.kind === 'bigint'
  const width = whole ? Math.max(1, Math.ceil((high - low + 1) / bars)) : (high - low) / bars
  const edges = Array.from({ length: bars + 1 }, (_, i) => low + i * width)
  const value = (edge: number): unknown => {
    if (schema?.kind === 'bigint') return BigInt(Math.round(edge))
    return schema?.kind === 'decimal' ? edge.toFixed(schema.decimalPlaces ?? 6) : edge
  }
  const counts = await plain.aggregate(
    Object.fromEntries(
      Array.from({ length: bars }, (_, i) => {
        const first = i === 0 ? {} : { [`${path}__gte`]: value(edges[i]!) }
        const last = i === bars - 1 ? {} : { [`${path}__lt`]: value(edges[i + 1]!) }
        return [`n_${i}`, Count(path, { filter: where({ ...first, ...last }) })]
      }),
    ),
  )
  const heights = edges.slice(0, bars).map((_, i) => Number(counts[`n_${i}`] ?? 0))
  const top = Math.max(...heights, 1)
  const peak = heights.indexOf(top)
  const [least, most] = [from === '' ? -Infinity : Number(from), to === '' ? Infinity : Number(to)]
  const text = (edge: number) => formatNumber(whole ? String(Math.round(edge)) : String(Number(edge.toPrecision(6))))
  return {
    low: String(ends['low']),
    high: String(ends['high']),
    histogram: {
      words: fill(gettext('From %(low)s to %(high)s; most, %(count)s, from %(first)s to %(last)s'), {
        low: formatNumber(String(ends['low'])),
        high: formatNumber(String(ends['high'])),
        count: count(heights[peak] ?? 0),
        first: text(edges[Math.max(peak, 0)]!),
        last: text(Math.min(edges[peak + 1] ?? high, high)),
      }),
      bars: heights.map((n, i) => {
        const height = n === 0 ? 1 : Math.max(2, Math.round((n / top) * tall))
        return { x: i * step, y: tall - height, height, inside: edges[i + 1]! > least && edges[i]! <= most }
      }),
    },
  }
}
