import type { Origin } from '../origin.ts'
import type { TemplateFinding } from './finding.ts'

const comment = /\{#\s*nuages:\s*ignore\s+([\w.,\s]+?)\s*#\}/g

/**
 * Leaves out what a template asks not to hear: `{# nuages: ignore templates.W011 #}` speaks of its own line and the next
 * one; several ids stand with commas.
 */
export function unsilenced<F extends Pick<TemplateFinding, 'id' | 'origin' | 'position'>>(findings: readonly F[]): F[] {
  const known = new Map<Origin, ReadonlyMap<number, ReadonlySet<string>>>()
  return findings.filter(({ id, origin, position }) => {
    let silenced = known.get(origin)
    if (silenced === undefined) known.set(origin, (silenced = silencedLines(origin)))
    return silenced.get(lineOf(origin.source, position))?.has(id) !== true
  })
}

function silencedLines({ source }: Origin): ReadonlyMap<number, ReadonlySet<string>> {
  const lines = new Map<number, Set<string>>()
  for (const match of source.matchAll(comment)) {
    const line = lineOf(source, match.index)
    for (const each of [line, line + 1]) {
      const ids = lines.get(each) ?? new Set()
      for (const id of match[1]!.split(',')) ids.add(id.trim())
      lines.set(each, ids)
    }
  }
  return lines
}

function lineOf(source: string, position: number): number {
  let line = 1
  for (let at = source.indexOf('\n'); at !== -1 && at < position; at = source.indexOf('\n', at + 1)) line++
  return line
}
