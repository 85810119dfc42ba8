import {
  type AnyModelClass,
  type BaseField,
  buildRegistry,
  defineModel,
  fieldFromState,
  field as fields,
} from '../../orm/index.ts'
import type { ModelRegistry } from '../../query/index.ts'
import { type FieldDraft, isKnown, type KnownModel, type ModelDraft, type TargetDraft, Written } from './draft.ts'

/** Drafts as the classes that their source stands for, in a registry with those that the project has. */
export function registryOf(models: readonly ModelDraft[], app: string, known: readonly KnownModel[]): ModelRegistry {
  const classes = new Map<ModelDraft, AnyModelClass>()
  for (const model of models) classes.set(model, classOf(model, app, classes))
  const others = Map.groupBy(
    known.filter(({ info }) => !info.automatic),
    ({ info }) => info.app,
  )
  return buildRegistry([
    ...[...others].map(([label, each]) => ({ label, models: each.map(({ info }) => info.model) })),
    { label: app, models: [...classes.values()] },
  ])
}

function classOf(model: ModelDraft, app: string, classes: ReadonlyMap<ModelDraft, AnyModelClass>): AnyModelClass {
  const found: Record<string, BaseField> = {}
  for (const draft of model.fields) found[draft.property] = runtimeField(draft, app)
  for (const { property, of, by } of model.reverses) {
    const make = (by.type === 'oneToOne' ? fields.reverseOne : fields.reverse) as (
      to: () => object,
      by: string,
    ) => unknown
    found[property] = make(() => classes.get(of)!, by.property) as BaseField
  }
  return defineModel({ name: model.name, fields: found, meta: runtimeOptions(metaOf(model, true), app) as never })
}

function runtimeField({ type, to, options }: FieldDraft, app: string): BaseField {
  const made = runtimeOptions(options, app)
  return fieldFromState({ type, options: to === null ? made : { to: labelOf(to, app), ...made } })
}

/** Options with values in place of what is written. The fields in them are states. */
function runtimeOptions(options: Readonly<Record<string, unknown>>, app: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, runtimeValue(value, app)]))
}

function runtimeValue(value: unknown, app: string): unknown {
  if (value instanceof Written) return value.value
  if (Array.isArray(value)) return value.map((each) => runtimeValue(each, app))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if ('isView' in value) return labelOf(value as ModelDraft, app)
  if ('column' in value && 'type' in value) {
    const { type, options } = value as FieldDraft
    return { type, options: runtimeOptions(options, app) }
  }
  return runtimeOptions(value as Record<string, unknown>, app)
}

function labelOf(target: TargetDraft, app: string): string {
  return isKnown(target) ? `${target.info.app}.${target.info.name}` : `${app}.${target.name}`
}

/** The options of `meta`, without those that say nothing. */
export function metaOf(
  { table, isView, meta }: ModelDraft,
  saysTable: boolean,
  managed = true,
): Record<string, unknown> {
  const { uniqueTogether, indexes, constraints } = meta
  return {
    ...(saysTable && { table: table.name }),
    ...((!managed || isView) && { managed: false }),
    ...(uniqueTogether.length > 0 && { uniqueTogether }),
    ...(indexes.length > 0 && { indexes }),
    ...(constraints.length > 0 && { constraints }),
    ...(table.comment !== null && { comment: table.comment }),
  }
}
