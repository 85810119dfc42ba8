import { describePlace, type Place } from './errors.ts'

/** Where a template came from. */
export interface Origin {
  /** The name by which it was asked for. */
  readonly name: string
  /** The file, where it is one. */
  readonly path: string | null
  readonly source: string
}

/** Line and column of an offset. */
export function placeAt(origin: Origin, position: number): Place {
  const before = origin.source.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = origin.source.indexOf('\n', position)
  return {
    template: origin.path ?? origin.name,
    line: before.split('\n').length,
    column: position - lineStart + 1,
    source: origin.source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, ''),
  }
}

const trace = Symbol('nuages.templates.trace')

/** The places that a rendering error passed through: the innermost first, then who included or extended it. */
export function templateTrace(error: unknown): readonly Place[] {
  return (typeof error === 'object' && error !== null && (error as { [trace]?: Place[] })[trace]) || []
}

/** Adds a place to an error that is on its way out of a template. Its class and message stay as they are. */
export function addPlace(error: unknown, origin: Origin, position: number): void {
  if (!(error instanceof Error)) return
  const place = placeAt(origin, position)
  const traced = error as Error & { [trace]?: Place[] }
  if (traced[trace] === undefined) {
    Object.defineProperty(traced, trace, { value: [], configurable: true })
  }
  const places = traced[trace]!
  const last = places.at(-1)
  if (last !== undefined && last.template === place.template && last.line === place.line) return
  places.push(place)
  const text =
    places.length === 1 ? `  in template ${describePlace(place)}` : `  from ${place.template}, line ${place.line}`
  if ((error as { code?: unknown }).code?.toString().startsWith('NUAGES_TEMPLATES_')) error.message += `\n${text}`
  if (typeof error.stack === 'string') error.stack += `\n${text}`
}
