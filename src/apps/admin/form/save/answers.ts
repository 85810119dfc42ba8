import type { SentValues } from '../slugs.ts'
import type { Merge } from './version.ts'

/*
 * The page of a conflict asks about names of fields: `_ask` names each question, `_keep_<name>` is its answer, 'mine' or 'theirs'.
 */

/** True where the other person's value was chosen. */
export function isKept(sent: SentValues, name: string): boolean {
  return sent.get(`_keep_${name}`) === 'theirs'
}

/** A question that was left open is asked again. */
export function isOpen(sent: SentValues, name: string): boolean {
  return !sent.has(`_keep_${name}`) && sent.getAll('_ask').includes(name)
}

/** The merge of a row with the questions that were left open. `prefix` is what the names of its fields begin with. */
export function unanswered(sent: SentValues, prefix: string, merge: Merge): Merge {
  const open = merge.mine.filter((name) => isOpen(sent, `${prefix}${name}`))
  if (open.length === 0) return merge
  return {
    ...merge,
    mine: merge.mine.filter((name) => !open.includes(name)),
    conflicts: [...merge.conflicts, ...open],
  }
}

/** What was sent without the deletions of rows that are to stay after all. */
export function withAnswers(sent: SentValues): SentValues {
  const isTaken = (name: string) => name.endsWith('-DELETE') && isKept(sent, name)
  return {
    get: (name) => (isTaken(name) ? null : sent.get(name)),
    getAll: (name) => (isTaken(name) ? [] : sent.getAll(name)),
    has: (name) => !isTaken(name) && sent.has(name),
    ...(sent.files !== undefined && { files: sent.files }),
  }
}
