import { provide, runInScope } from '../../../base/context/index.ts'
import { didYouMean } from '../../../base/errors/index.ts'
import type { Database } from '../../drivers/index.ts'
import {
  type AnyModelClass,
  type AnyQuerySet,
  buildRegistry,
  conditionFromState,
  createOrm,
  defineModel,
  expressionFromState,
  fieldFromState,
  ormService,
  untyped,
  valueFromState,
} from '../../orm/index.ts'
import type { DatabaseName, FieldState, IndexInfo, ModelRegistry, UniqueInfo } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { basesOf, isProxy, labelOf, type ModelOptions, type ProjectState } from '../state.ts'
import type { HistoricalRows } from './historical-rows.ts'

/** The models as they are at this point of the history: what a data migration works with. */
export interface HistoricalApps {
  /**
   * Rows of a model by its label, 'news.Article', with fields and relations but not the class's own methods. A type argument
   * says what the migration knows of their columns: `apps.model<{ id: number; slug: string }>('news.Article')`.
   */
  model(label: string): AnyQuerySet
  model<R extends object>(label: string): HistoricalRows<R>
  /** The database that is migrated, which everything here is asked of: its name in the settings, and its kind. */
  readonly database: { readonly name: string; readonly kind: DatabaseName }
}

const registries = new WeakMap<ProjectState, ModelRegistry>()

/** Classes for every model of a state, as if somebody had written them. */
export function registryOf(state: ProjectState): ModelRegistry {
  let registry = registries.get(state)
  if (registry === undefined) {
    const classes = new Map<string, AnyModelClass>()
    for (const key of state.models.keys()) classOf(state, key, classes)
    const apps = Map.groupBy(state.models, ([, model]) => model.app)
    registry = buildRegistry(
      [...apps].map(([label, models]) => ({ label, models: models.map(([key]) => classes.get(key)!) })),
    )
    registries.set(state, registry)
  }
  return registry
}

/** The class of one model; a proxy's extends that of the model on whose table it stands. */
function classOf(state: ProjectState, key: string, classes: Map<string, AnyModelClass>): AnyModelClass {
  const known = classes.get(key)
  if (known !== undefined) return known
  const model = state.models.get(key)!
  const { bases, ...meta } = model.options
  const base = isProxy(model) ? basesOf(model)[0] : undefined
  if (base !== undefined && !state.models.has(base))
    throw migrationErrors.UNKNOWN_TARGET({ field: `The proxy ${labelOf(model)}`, target: bases![0]! })
  const fields = Object.entries(model.fields).map(([name, field]) => [name, fieldFromState(withExpressions(field))])
  const made = defineModel({
    name: model.name,
    fields: Object.fromEntries(fields),
    meta: metaFrom(meta),
    ...(base !== undefined && { extends: classOf(state, base, classes) }),
  })
  classes.set(key, made)
  return made
}

/** A field whose default or content is an expression again. */
function withExpressions({ type, options }: FieldState): FieldState {
  const { dbDefault, expression } = options
  return {
    type,
    options: {
      ...options,
      ...(dbDefault !== undefined && { dbDefault: valueFromState(dbDefault) }),
      ...(type === 'generated' && { expression: expressionFromState(expression as object) }),
    },
  }
}

/** Options whose rules are conditions and expressions again. */
function metaFrom(options: ModelOptions): ModelOptions {
  const { baseManagerName, defaultManagerName, defaultRelatedName, selectOnSave, ...known } = options
  const { indexes, constraints, ...rest } = known
  const keys = <R extends IndexInfo | UniqueInfo>(rule: R): R => ({
    ...rule,
    ...(rule.condition && { condition: conditionFromState(rule.condition) }),
    ...(rule.expressions && { expressions: rule.expressions.map(expressionFromState) }),
  })
  return {
    ...rest,
    ...(indexes && { indexes: indexes.map(keys) }),
    ...(constraints && {
      constraints: constraints.map((rule) =>
        rule.kind === 'check' ? { ...rule, check: conditionFromState(rule.check) } : keys(rule),
      ),
    }),
  }
}

/** Runs `work` with the models of `state` on `database`, in whatever transaction is open there. */
export async function historicalApps(
  state: ProjectState,
  database: Database,
  work: (apps: HistoricalApps) => Promise<void> | void,
): Promise<void> {
  const registry = registryOf(state)
  const orm = createOrm({ registry, databases: { default: database, [database.name]: database } })
  const apps: HistoricalApps = {
    database: { name: database.name, kind: database.database },
    model(label: string): never {
      const info = registry.byLabel(label)
      // The overloads say what it is; it is one and the same.
      if (info !== undefined) return untyped(info.model) as never
      const [app = '', model = label] = label.split('.')
      const near = didYouMean(label, [...state.models.values()].map(labelOf))
      throw migrationErrors.UNKNOWN_MODEL({ app, model, operation: 'Run data migration', near })
    },
  }
  const services = new Map<symbol, unknown>([provide(ormService, orm)])
  await runInScope({ services }, async () => work(apps))
}
