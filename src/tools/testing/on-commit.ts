import { use } from '../../base/context/index.ts'
import { ormService } from '../../data/orm/index.ts'
import { testingErrors } from './errors.ts'

type Callback = () => void | Promise<void>

/** How `captureOnCommit` works. */
export interface CaptureOptions {
  /** The name of the database; 'default' if left out. */
  readonly using?: string
  /** Calls what was captured, and what that lets wait in its turn, as a commit would. Default false. */
  readonly execute?: boolean
}

/** What `work` gave, and what it left to be done after the commit. */
export interface CapturedOnCommit<R> {
  readonly result: R
  readonly callbacks: readonly Callback[]
}

/**
 * Runs `work` and gives the callbacks that it handed to `onCommit`, which a test's transaction, never committed, would not call. Throws
 * `NUAGES_TESTING_NO_TRANSACTION` outside of one. Semantics: Django's `captureOnCommitCallbacks`.
 */
export async function captureOnCommit<R>(
  work: () => R | Promise<R>,
  { using, execute = false }: CaptureOptions = {},
): Promise<CapturedOnCommit<R>> {
  const database = use(ormService).database(using)
  const { transaction } = database
  if (transaction === null) throw testingErrors.NO_TRANSACTION({ name: database.name })
  const first = transaction.callbacks.length
  const result = await work()
  const captured: Callback[] = []
  for (let i = first; i < transaction.callbacks.length; i++) {
    const callback = transaction.callbacks[i]!
    captured.push(callback)
    if (execute) await callback()
  }
  return { result, callbacks: captured }
}
