import type { Operation } from './operations/operation.ts'

const longest = 52

/** A name that says what the operations do: 'article_title', 'remove_article_note_and_more'. */
export function suggestName(operations: readonly Operation[]): string {
  const fragments = operations.flatMap(({ fragment }) => (fragment === null ? [] : [fragment]))
  if (fragments.length === 0) return `auto_${stamp()}`
  const [first, ...rest] = fragments
  let name = first!
  for (const fragment of rest) {
    if (name.length + fragment.length + 1 > longest) return `${name}_and_more`
    name += `_${fragment}`
  }
  return name
}

/** The number at the beginning of a migration's name; 0 where there is none. */
export function numberOf(name: string): number {
  return Number(/^\d+/.exec(name)?.[0] ?? 0)
}

function stamp(): string {
  return new Date().toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '_')
}
