import { Local } from '../../../base/context/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'

/** How the changes of a piece of work are written down. */
export interface RecordedAs {
  /** By what means: 'form', 'list', 'action:publish', 'restore'. What is left out holds from around. */
  readonly via?: string
  /** The row whose history tells of these changes too: the row whose form they were made in. */
  readonly parent?: { readonly model: ModelInfo; readonly key: unknown } | null
}

const inForce = new Local<RecordedAs>()

/**
 * Runs `work`: every change of a row in it, and in what it awaits, is written down as made by these means and as part of this parent.
 * `await recordingAs({ via: 'form' }, () => row.save())`.
 */
export function recordingAs<R>(as: RecordedAs, work: () => R): R {
  return inForce.run({ ...inForce.get(), ...as }, work)
}

/** How changes are written down here. */
export function recordedAs(): RecordedAs {
  return inForce.get() ?? {}
}
