import { type AnyMany, type AnyQuerySet, Q, untyped } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  type InputFactory,
  ModelChoiceInput,
  ModelMultipleChoiceInput,
  type RowSource,
} from '../../../forms/index.ts'
import { isRuled, knownRows } from '../../access.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminHooks } from '../../options/hooks.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { labelled } from './row-choices.ts'

/** True where rules or a hook say which rows of the model at the other end this person sees. */
function isNarrowed(admin: AdminRequest, far: ModelInfo): boolean {
  return isRuled(admin, { info: far })
}

/** The rows that a relation may be given: those that the person may view or change, and those that it has already. */
export function choosable(admin: AdminRequest, far: ModelInfo, stored?: readonly unknown[] | object): AnyQuerySet {
  const rows = untyped(far).all()
  if (!isNarrowed(admin, far)) return rows
  const seen = Q({ pk__in: knownRows(admin, far).orderBy().values('pk') })
  return rows.filter(stored === undefined ? seen : seen.or({ pk__in: stored } as never))
}

/** The lookups to which a relation's declaration limits its rows. */
function limitOf(info: ModelInfo, name: string): object | undefined {
  const field = info.column(name)?.field ?? info.relations.get(name)?.field
  const limit = (field as { options?: { limitChoicesTo?: object | (() => object) } } | null | undefined)?.options
    ?.limitChoicesTo
  return typeof limit === 'function' ? (limit as () => object)() : limit
}

/** The hook by which a project says what the relations of a model may be given. */
function choicesHook({ models }: AdminRequest, info: ModelInfo): AdminHooks['choices'] {
  return models.of(info)?.options.hooks?.choices
}

/** True where rules or hooks say which rows a field may be given. */
export function isNarrowedFor(admin: AdminRequest, info: ModelInfo, name: string): boolean {
  const far = info.relations.get(name)!.to
  if (isNarrowed(admin, far)) return true
  const rows = untyped(far).all()
  return (choicesHook(admin, info)?.(name, rows, admin.request) ?? rows) !== rows
}

/** The rows that one field of a form may be given: `choosable`, within the limits that the field declares, and those of the project's hook. */
export function rowsForField(
  admin: AdminRequest,
  info: ModelInfo,
  name: string,
  stored?: readonly unknown[] | object,
): AnyQuerySet {
  const rows = choosable(admin, info.relations.get(name)!.to, stored)
  // What the row has already it may keep.
  const kept = (limit: object) => rows.filter(stored === undefined ? limit : Q(limit).or({ pk__in: stored }))
  const limit = limitOf(info, name)
  const limited = limit === undefined ? rows : kept(limit)
  const chosen = choicesHook(admin, info)?.(name, limited, admin.request) ?? limited
  if (chosen === limited) return limited
  // It may narrow and not widen.
  const narrowed = kept({ pk__in: chosen.orderBy().values('pk') })
  return limit === undefined ? narrowed : narrowed.filter({ pk__in: limited.orderBy().values('pk') })
}

/** True where every row of the far model may be given, whoever asks. */
export function isWhole(admin: AdminRequest, info: ModelInfo, name: string): boolean {
  return !isNarrowedFor(admin, info, name) && limitOf(info, name) === undefined
}

/** Inputs of the relations whose rows rules narrow, or whose labels read other rows, by field. */
export function narrowedInputs(
  admin: AdminRequest,
  model: ModelAdmin,
  names: readonly string[],
  row: AnyRow | readonly AnyRow[] | undefined,
): Readonly<Record<string, InputFactory>> {
  const inputs: Record<string, InputFactory> = {}
  for (const name of names) {
    const far = model.info.relations.get(name)?.to
    if (far === undefined) continue
    if (isNarrowedFor(admin, model.info, name)) {
      // Read now: a form puts what it was sent into its row.
      const keys = storedKeys(model, row, name)
      inputs[name] = rowsInput(() => labelled(admin, far, rowsForField(admin, model.info, name, keys)))
    } else if ((admin.models.of(far)?.options.listSelectRelated ?? []).length > 0)
      inputs[name] = rowsInput(sharedRows(admin, model.info, name))
  }
  return inputs
}

/**
 * The keys that a row has for a relation now, as a list or a subquery: a form puts what it was sent into it. Of several rows (those of an
 * inline) the keys of relations to one row.
 */
export function storedKeys(
  model: ModelAdmin,
  row: AnyRow | readonly AnyRow[] | undefined,
  name: string,
): readonly unknown[] | object | undefined {
  if (row === undefined) return undefined
  const column = model.info.column(name)
  if (column === undefined) return isList(row) ? undefined : (row[name] as AnyMany).all().orderBy().values('pk')
  const keys = (isList(row) ? row : [row])
    .map((each) => each[column.attribute])
    .filter((key) => key !== null && key !== undefined)
  return keys.length === 0 ? undefined : keys
}

function isList(row: AnyRow | readonly AnyRow[]): row is readonly AnyRow[] {
  return Array.isArray(row)
}

/** One function a field and request: by it the forms of a formset see that they offer the same rows. */
const shared = new WeakMap<AdminRequest, Map<string, () => AnyQuerySet>>()

function sharedRows(admin: AdminRequest, info: ModelInfo, name: string): () => AnyQuerySet {
  let known = shared.get(admin)
  if (known === undefined) shared.set(admin, (known = new Map()))
  const key = `${info.label}.${name}`
  let rows = known.get(key)
  if (rows === undefined) {
    rows = () => labelled(admin, info.relations.get(name)!.to, rowsForField(admin, info, name))
    known.set(key, rows)
  }
  return rows
}

function rowsInput(rows: () => AnyQuerySet): InputFactory {
  return ({ schema }: FormField, common: CommonOptions): Input => {
    const options = { ...common, rows: rows as unknown as () => RowSource<AnyRow> }
    const made = schema.relation?.many ? new ModelMultipleChoiceInput(options) : new ModelChoiceInput(options)
    return made as unknown as Input
  }
}
