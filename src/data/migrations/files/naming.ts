import { migrationErrors } from '../errors.ts'
import type { Operation } from '../operations/operation.ts'

const longest = 52

/** What a file and a line of the history can be called, with a number before it. */
const allowed = /^\w{1,200}$/

/** Throws `NUAGES_MIGRATIONS_BAD_NAME` for a name that no migration can have. */
export function checkName(name: string | undefined): void {
  if (name !== undefined && !allowed.test(name)) throw migrationErrors.BAD_NAME({ name })
}

/** A name that says what the operations do: 'article_title', 'remove_article_note_and_more'. */
export function suggestName(operations: readonly Operation[]): string {
  const fragments = operations.flatMap(({ fragment }) => (fragment === null ? [] : [fragment.replace(/\W+/g, '_')]))
  if (fragments.length === 0) return `auto_${stamp()}`
  const [first, ...rest] = fragments
  let name = first!
  for (const fragment of rest) {
    if (name.length + fragment.length + 1 > longest) return `${name.slice(0, 190)}_and_more`
    name += `_${fragment}`
  }
  return name.slice(0, 200)
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
