import type { AppDefinition } from '../../../base/settings/index.ts'
import type { ColumnInfo, ModelInfo, ModelRegistry } from '../../../data/query/index.ts'
import { isUserModel } from '../access.ts'
import type { InlineRegistration } from '../options/form.ts'
import type { AdminSite } from '../site.ts'

/** A model whose changes are written down. */
export interface RecordedModel {
  readonly info: ModelInfo
  /** Columns that are told of: not the key, nor what the database or each save sets by itself. */
  readonly columns: ReadonlySet<ColumnInfo>
  /** Where its rows stand in the form of another model's row: the column that points at that. */
  readonly parent: { readonly model: ModelInfo; readonly column: ColumnInfo } | null
}

/** Apps whose rows are records themselves. */
const records = new Set(['admin', 'contenttypes', 'sessions'])

/** The models that sites show, by the model whose table it is; `history: false` of a registration leaves one out. */
export function recordedModels(
  registry: ModelRegistry,
  apps: readonly AppDefinition[],
  sites: readonly AdminSite[],
): ReadonlyMap<ModelInfo, RecordedModel> {
  const found = new Map<ModelInfo, RecordedModel>()
  const add = (info: ModelInfo, parent: RecordedModel['parent']) => {
    const { concrete } = info
    if (records.has(concrete.app) || concrete.automatic) return
    const known = found.get(concrete)
    if (known === undefined || (known.parent === null && parent !== null))
      found.set(concrete, { info: concrete, columns: toldColumns(concrete), parent })
  }
  for (const site of sites)
    for (const model of site.resolve(registry, apps).groups.flatMap((group) => group.models)) {
      if (model.options.history === false) continue
      add(model.info, null)
      inlinesOf(registry, model.info, model.options.inlines ?? [], add)
    }
  // A model that is in a form as an inline and on a page of its own, where that page wants none of it.
  for (const site of sites)
    for (const { info, options } of site.resolve(registry, apps).groups.flatMap((group) => group.models))
      if (options.history === false) found.delete(info.concrete)
  return found
}

function inlinesOf(
  registry: ModelRegistry,
  parent: ModelInfo,
  inlines: readonly InlineRegistration[],
  add: (info: ModelInfo, parent: RecordedModel['parent']) => void,
): void {
  for (const { model, options } of inlines) {
    const info = registry.of(model)
    const column = info.columns.find(
      ({ property, relation }) =>
        relation !== null &&
        relation.to.concrete === parent.concrete &&
        (options.foreignKey === undefined || options.foreignKey === property),
    )
    add(info, column === undefined ? null : { model: parent.concrete, column })
    inlinesOf(registry, info, options.inlines ?? [], add)
  }
}

function toldColumns(info: ModelInfo): ReadonlySet<ColumnInfo> {
  return new Set(
    info.columns.filter((column) => {
      if (column === info.key || column.generated !== null) return false
      // Each log-in sets it; log-ins have a log of their own.
      if (column.property === 'lastLogin' && isUserModel({ info })) return false
      const { kind, editable } = column.field.describe()
      const isClock = kind === 'datetime' || kind === 'date' || kind === 'time'
      return !(isClock && !editable && column.field.beforeSave !== undefined)
    }),
  )
}
