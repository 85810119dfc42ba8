import { randomUUID } from 'node:crypto'
import { currentScope, originService, type Scope, tryUse } from '../../../base/context/index.ts'
import { untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { type HttpRequest, tryCurrentRequest } from '../../../web/http/index.ts'
import { contentTypeKey, requestActor } from '../../auth/index.ts'
import { cut } from '../format.ts'
import { RecordChange } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import { describeUser } from '../request.ts'
import { recordedAs } from './context.ts'
import type { FieldChanges } from './values.ts'

/** A change of one row, to be written down. */
export interface Change {
  readonly info: ModelInfo
  readonly key: unknown
  readonly row: AnyRow
  readonly action: 'added' | 'changed' | 'deleted'
  readonly changes: FieldChanges
  /** The row in whose form this one stands. */
  readonly parent: { readonly model: ModelInfo; readonly key: unknown } | null
}

/** One batch for all that a request, or a task, does. */
const batches = new WeakMap<HttpRequest | Scope, string>()

function batchHere(request: HttpRequest | undefined): string | null {
  const whole = request ?? (tryUse(originService) === undefined ? undefined : currentScope())
  if (whole === undefined) return null
  let batch = batches.get(whole)
  if (batch === undefined) batches.set(whole, (batch = randomUUID()))
  return batch
}

/** Writes a change down, in the transaction that is open: one INSERT. */
export async function writeChange({ info, key, row, action, changes, parent }: Change): Promise<void> {
  const request = tryCurrentRequest()
  const as = recordedAs()
  const actor = request === undefined ? null : await requestActor(request)
  const around = as.parent !== undefined ? as.parent : parent
  const isOwn = around?.model.concrete === info && String(around.key) === String(key)
  const of = isOwn ? null : around
  await untyped(RecordChange).create({
    contentType: await contentTypeKey(info),
    objectId: String(key),
    objectRepr: cut(nameOf(row, info, key), 200),
    action,
    changes,
    user: actor?.user.pk ?? null,
    userName: actor === null ? '' : cut(describeUser(actor.user as unknown as AnyRow).name, 150),
    impersonator:
      actor?.impersonator == null ? '' : cut(describeUser(actor.impersonator as unknown as AnyRow).name, 150),
    via: cut(as.via ?? tryUse(originService) ?? 'code', 100),
    batch: batchHere(request),
    parentType: of == null ? null : await contentTypeKey(of.model),
    parentId: of == null ? '' : String(of.key),
  })
}

/** What a row says of itself, where it can: code that saves it may not have loaded what its text is made of. */
export function nameOf(row: AnyRow, info: ModelInfo, key: unknown): string {
  try {
    return String(row)
  } catch {
    return `${info.verboseName} ${String(key)}`
  }
}
