import { type AnyMany, type AnyQuerySet, Q, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  type InputFactory,
  ModelChoiceInput,
  ModelMultipleChoiceInput,
  type RowSource,
} from '../../forms/index.ts'
import { isRuled, knownRows } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'

/** True where rules or a hook say which rows of the model at the other end this person sees. */
export function isNarrowed(admin: AdminRequest, far: ModelInfo): boolean {
  return isRuled(admin, { info: far })
}

/** The rows that a relation may be given: those that the person may view or change, and those that it has already. */
export function choosable(admin: AdminRequest, far: ModelInfo, stored?: readonly unknown[] | object): AnyQuerySet {
  const rows = untyped(far).all()
  if (!isNarrowed(admin, far)) return rows
  const seen = Q({ pk__in: knownRows(admin, far).orderBy().values('pk') })
  return rows.filter(stored === undefined ? seen : seen.or({ pk__in: stored } as never))
}

/** Inputs of the relations whose rows rules narrow, by field. */
export function narrowedInputs(
  admin: AdminRequest,
  model: ModelAdmin,
  names: readonly string[],
  row: AnyRow | undefined,
): Readonly<Record<string, InputFactory>> {
  const inputs: Record<string, InputFactory> = {}
  for (const name of names) {
    const far = model.info.relations.get(name)?.to
    if (far !== undefined && isNarrowed(admin, far))
      inputs[name] = narrowedInput(admin, far, () => storedKeys(model, row, name))
  }
  return inputs
}

function storedKeys(model: ModelAdmin, row: AnyRow | undefined, name: string): readonly unknown[] | object | undefined {
  if (row === undefined) return undefined
  const column = model.info.column(name)
  if (column === undefined) return (row[name] as AnyMany).all().orderBy().values('pk')
  const key = row[column.attribute]
  return key === null || key === undefined ? undefined : [key]
}

function narrowedInput(
  admin: AdminRequest,
  far: ModelInfo,
  stored: () => readonly unknown[] | object | undefined,
): InputFactory {
  // Read now: a form puts what it was sent into its row.
  const keys = stored()
  return ({ schema, limit }: FormField, common: CommonOptions): Input => {
    const rows = () => {
      const found = choosable(admin, far, keys)
      return (limit === undefined
        ? found
        : found.filter(typeof limit === 'function' ? limit() : limit)) as unknown as RowSource<AnyRow>
    }
    const made = schema.relation?.many
      ? new ModelMultipleChoiceInput({ ...common, rows })
      : new ModelChoiceInput({ ...common, rows })
    return made as unknown as Input
  }
}
