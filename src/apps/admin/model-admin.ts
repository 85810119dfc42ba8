import { didYouMean } from '../../base/errors/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { adminErrors } from './errors.ts'
import { defaultFieldsets } from './form/default-sections.ts'
import { type Inline, readInlines } from './form/inlines/declared.ts'
import { computedFields } from './form/widgets/computed.ts'
import { declaredWidgets } from './form/widgets/declared.ts'
import { type ModelAction, modelActions } from './list/actions/declared.ts'
import { listCells } from './list/cells/declared.ts'
import { type ListParts, listParts } from './list/parts.ts'
import type { ComputedField, Fieldset, WidgetDeclaration } from './options/form.ts'
import type { IconName } from './options/icons.ts'
import { checkedViews } from './own-views.ts'
import { capitalise, resolvePath } from './paths.ts'
import type { AdminOptions, AnyRow } from './registration.ts'
import { type StateMarks, stateMarks } from './states.ts'

/** A line of a section: one field, or several side by side. */
type FieldLine = readonly string[]

/** A section of the form, its fields known to exist. */
interface FormSection {
  readonly id: string
  /** Of the language in force, as the labels of the model are. */
  readonly title: string | null
  readonly description: string
  readonly collapsed: boolean
  /** The tab on which it stands; null for the first. */
  readonly tab: string | null
  readonly lines: readonly FieldLine[]
}

/** A model of a site with every option read and checked: what the views work with. */
export interface ModelAdmin extends ListParts {
  readonly info: ModelInfo
  readonly options: AdminOptions
  /** 'newsroom/article': its place under the admin's root. */
  readonly slug: string
  /** 'article', 'articles', 'Articles'. */
  readonly one: string
  readonly many: string
  readonly title: string
  readonly icon: IconName
  readonly actions: readonly ModelAction[]
  /** The marks of values that say where a row stands, by field. */
  readonly states: StateMarks
  /** The fields that are edited in the list. */
  readonly cells: readonly string[]
  /** The fields of the quick look. */
  readonly quickLook: readonly string[]
  /** The fields that the form writes. */
  readonly editable: readonly string[]
  /** The fields that it shows and does not write, computed ones among them. */
  readonly readonly: ReadonlySet<string>
  /** Read-only fields that functions compute, by name. */
  readonly computed: ReadonlyMap<string, ComputedField>
  /** How the registration asks for single fields. */
  readonly widgets: ReadonlyMap<string, WidgetDeclaration>
  readonly sections: readonly FormSection[]
  readonly prepopulated: ReadonlyMap<string, readonly string[]>
  /** Rows of other models in the form. */
  readonly inlines: readonly Inline[]
  readonly canAdd: boolean
  readonly canChange: boolean
  readonly canDelete: boolean
  /** The relation to the user whose account a row is part of. */
  readonly accountOf: string | null
  viewOnSite(row: AnyRow): string | null
}

/** Reads a registration against the model's metadata. Throws the coded error of the first declaration that is wrong. */
export function modelAdmin(info: ModelInfo, options: AdminOptions): ModelAdmin {
  checkedViews(info.label, options.views ?? [])
  const computed = computedFields(info, options)
  const readonly = new Set(
    (options.readonlyFields ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.name)),
  )
  const sections = formSections(info, options, readonly, computed)
  const shown = sections.flatMap((section) => section.lines.flat())
  for (const [target, sources] of Object.entries(options.prepopulatedFields ?? {}))
    for (const name of [target, ...sources]) formField(info, name, 'prepopulatedFields')
  const list = listParts(info, options)
  return {
    info,
    options,
    slug: info.label.toLowerCase().replace('.', '/'),
    get one() {
      return info.verboseName
    },
    get many() {
      return info.verboseNamePlural
    },
    get title() {
      return capitalise(info.verboseNamePlural)
    },
    icon: options.icon ?? 'file',
    ...list,
    actions: modelActions(info, options),
    states: stateMarks(info, options.states),
    cells: listCells(info, options, list.perPage),
    quickLook: options.quickLook ?? shown,
    editable: shown.filter((name) => !readonly.has(name)),
    readonly,
    computed,
    widgets: declaredWidgets(info, options),
    sections,
    prepopulated: new Map(Object.entries(options.prepopulatedFields ?? {})),
    inlines: readInlines(info, options.inlines ?? []),
    canAdd: options.canAdd ?? true,
    canChange: options.canChange ?? true,
    canDelete: options.canDelete ?? true,
    accountOf: options.accountOf ?? null,
    viewOnSite: (row) => options.viewOnSite?.(row as never) ?? null,
  }
}

/** The sections of the form: as declared, or all that can be edited in sections by what it is, read-only fields at the end. */
export function formSections(
  info: ModelInfo,
  options: AdminOptions,
  readonly: ReadonlySet<string>,
  computed: ReadonlyMap<string, ComputedField>,
): FormSection[] {
  const excluded = new Set(options.exclude ?? [])
  for (const name of excluded) formField(info, name, 'exclude')
  for (const name of readonly) if (!computed.has(name)) formField(info, name, 'readonlyFields')
  const declared: readonly Fieldset[] =
    options.fieldsets ??
    (options.fields === undefined
      ? defaultFieldsets(
          info,
          defaultFields(info).filter((name) => !readonly.has(name) && !excluded.has(name)),
          [...readonly],
        )
      : [{ title: null, fields: options.fields }])
  const placed = new Set(declared.flatMap(({ fields }) => fields.flat()))
  const unplaced = [...computed.keys()].filter((name) => !placed.has(name))
  const seen = new Set<string>()
  const option = options.fieldsets === undefined ? 'fields' : 'fieldsets'
  return declared.map((fieldset, index) => {
    const last = index === declared.length - 1 ? unplaced : []
    const lines = [...fieldset.fields, ...last]
      .map((entry) => (typeof entry === 'string' ? [entry] : entry).filter((name) => !excluded.has(name)))
      .filter((line) => line.length > 0)
    for (const name of lines.flat()) {
      if (seen.has(name)) throw adminErrors.DUPLICATE_FIELD({ model: info.label, field: name })
      seen.add(name)
      if (computed.has(name)) continue
      formField(info, name, option)
      if (!readonly.has(name) && !canEdit(info, name))
        throw adminErrors.WRONG_PATH({
          model: info.label,
          option,
          path: name,
          problem: 'it cannot be edited, so name it in readonlyFields too.',
        })
    }
    return {
      id: `s-${index + 1}`,
      get title() {
        return fieldset.title === null ? null : String(fieldset.title)
      },
      get description() {
        return String(fieldset.description ?? '')
      },
      collapsed: fieldset.collapsed ?? false,
      get tab() {
        return fieldset.tab === undefined ? null : String(fieldset.tab)
      },
      lines,
    }
  })
}

/** Throws unless `name` is a field of the model itself that may be shown. */
function formField(info: ModelInfo, name: string, option: string): void {
  if (!name.includes('__')) {
    resolvePath(info, name, option)
    return
  }
  const problem = `a form holds fields of ${info.label} itself${didYouMean(name, allFields(info))}.`
  throw adminErrors.WRONG_PATH({ model: info.label, option, path: name, problem })
}

/** Whether a form can write the field: a column that is editable, or a many-to-many whose link table is its own. */
function canEdit(info: ModelInfo, name: string): boolean {
  const column = info.column(name)
  if (column !== undefined) {
    const schema = column.field.describe()
    return (
      schema.editable && !schema.secret && !(column.primaryKey && schema.hasDefault) && !isAutomaticKey(schema.type)
    )
  }
  const relation = info.relations.get(name)
  return relation?.field?.type === 'manyToMany' && relation.through?.automatic === true
}

function isAutomaticKey(type: string): boolean {
  return type === 'auto' || type === 'bigAuto'
}

/** Every column in order of declaration, then the many-to-many fields. */
function allFields(info: ModelInfo): string[] {
  const many = [...info.relations.values()].filter((relation) => relation.field?.type === 'manyToMany')
  return [...info.columns.map((column) => column.property), ...many.map((relation) => relation.property)]
}

/** The fields that a form writes where nobody names any. */
export function defaultFields(info: ModelInfo): string[] {
  return allFields(info).filter((name) => canEdit(info, name))
}
