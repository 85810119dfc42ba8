import { Local } from '../../base/context/index.ts'
import { testingErrors } from './errors.ts'

type Callback = () => void | Promise<void>

/** In a test whose transaction counts as none: what keeps callbacks, null where they are called. */
const capturing = new Local<Callback[] | null>()

/** Does the work of a test whose transactions hand over what waits for a commit. */
export function inTestTransaction<R>(work: () => R): R {
  return capturing.run(null, work)
}

/** This code is in a `dbTest`. */
export function isInTestTransaction(): boolean {
  return capturing.get() !== undefined
}

/** What a commit would have called: calls it, or keeps it where somebody wants to see it first. */
export async function committed(callbacks: readonly Callback[]): Promise<void> {
  const kept = capturing.get()
  if (kept) for (const callback of callbacks) kept.push(callback)
  else for (const callback of callbacks) await callback()
}

/** How `captureOnCommit` works. */
export interface CaptureOptions {
  /** Calls what was captured, and what that lets wait in its turn, once `work` is done. Default false. */
  readonly execute?: boolean
}

/** What `work` gave, and what it left to be done after commits. */
export interface CapturedOnCommit<R> {
  readonly result: R
  readonly callbacks: readonly Callback[]
}

/**
 * Runs `work` and keeps the callbacks of `onCommit` that commits inside of it would call, instead of calling them. Throws `NUAGES_TESTING_NO_TRANSACTION`
 * outside of a `dbTest`. Semantics: Django's `captureOnCommitCallbacks`.
 */
export async function captureOnCommit<R>(
  work: () => R | Promise<R>,
  { execute = false }: CaptureOptions = {},
): Promise<CapturedOnCommit<R>> {
  if (capturing.get() === undefined) throw testingErrors.NO_TRANSACTION()
  const callbacks: Callback[] = []
  const result = await capturing.run(callbacks, async () => {
    const given = await work()
    // More may come while they are called.
    if (execute) for (let i = 0; i < callbacks.length; i++) await callbacks[i]!()
    return given
  })
  return { result, callbacks }
}
