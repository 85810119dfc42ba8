import type { Lock, RelatedRow, Selection } from '../query/index.ts'
import { isRecord, kindOf } from './arguments.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import type { Resolver } from './resolve.ts'
import { marks, type ShapeNode } from './shape.ts'
import type { Step } from './steps.ts'

/** How `selectForUpdate` locks. */
export interface LockOptions {
  /** Fail at once where somebody else holds a row. */
  readonly nowait?: boolean
  /** Pass over rows that somebody else holds. */
  readonly skipLocked?: boolean
  /** 'self' and paths of `selectRelated`: lock these rows only. */
  readonly of?: readonly string[]
  /** A weaker lock: others may still insert rows that point at these. */
  readonly noKey?: boolean
}

export interface LockDraft extends Omit<Lock, 'of'> {
  readonly paths: readonly string[]
}

const names = ['nowait', 'skipLocked', 'of', 'noKey']

/** The lock that options ask for. */
export function lockOptions(where: string, given: LockOptions): LockDraft {
  const bad = (needs: string, given: string) => ormErrors.BAD_ARGUMENT({ where, needs, given })
  if (!isRecord(given)) throw bad('options', kindOf(given))
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw bad(`the options ${names.join(', ')}`, `'${name}'`)
    if (name !== 'of' && typeof value !== 'boolean') throw bad(`true or false for '${name}'`, kindOf(value))
  }
  const { nowait = false, skipLocked = false, of = [], noKey = false } = given as LockOptions
  if (nowait && skipLocked) throw bad('`nowait` or `skipLocked`', 'both')
  if (!Array.isArray(of) || of.some((each) => typeof each !== 'string'))
    throw bad('a list of paths as `of`', kindOf(of))
  return { weak: noKey, held: nowait ? 'fail' : skipLocked ? 'skip' : 'wait', paths: of as readonly string[] }
}

/** `selectForUpdate(…)`. */
export class LockStep implements Step {
  readonly lock: LockDraft

  constructor(lock: LockDraft) {
    this.lock = lock
  }

  walk(node: ShapeNode): ShapeNode {
    const { weak, held, paths } = this.lock
    let next = node.child(marks.lock).child(weak).child(held)
    for (const path of paths) next = next.child(path)
    return next.child(marks.end)
  }

  draft(draft: Draft): void {
    draft.lock = this.lock
  }
}

/** The lock on the rows that a query reads. */
export function lockOf({ root, info }: Resolver, select: Selection, { weak, held, paths }: LockDraft): Lock {
  const related = select.kind === 'rows' ? select.related : []
  const of = paths.map((path) => {
    if (path === 'self') return root
    let rows: readonly RelatedRow[] = related
    let found: RelatedRow | undefined
    for (const name of path.split('__')) {
      found = rows.find(({ property }) => property === name)
      rows = found?.related ?? []
    }
    if (found !== undefined) return found.source
    const where = `\`of\` of selectForUpdate() of ${info.name}`
    throw ormErrors.BAD_ARGUMENT({ where, needs: "'self' and paths that selectRelated() names", given: `'${path}'` })
  })
  return { weak, held, of }
}
