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

/** The number of an app's next migration, '0005': after all that it has, also those that others stand for. */
export function nextNumber(names: readonly string[]): string {
  return String(Math.max(0, ...names.map(numberOf)) + 1).padStart(4, '0')
}

/** 'merge_0003_note_0003_slug', or 'merge' where that is too long. */
export function mergeName(leaves: readonly string[]): string {
  const name = ['merge', ...leaves].join('_')
  return name.length > longest ? 'merge' : name
}

function stamp(): string {
  return new Date().toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '_')
}
