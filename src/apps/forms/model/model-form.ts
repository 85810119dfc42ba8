import { type Label, ValidationError } from '../../../base/schema/index.ts'
import { type AnyMany, type AnyRow, atomic, infoOf, type KeyedModel, untyped } from '../../../data/orm/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../data/query/index.ts'
import { isEmptyValue } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { core, Form } from '../form.ts'
import type { FormOptions } from '../form-core.ts'
import type { Input } from '../inputs/input.ts'
import { formSettings } from '../renderer.ts'
import { type Widget, type WidgetName, widgetNamed } from '../widgets/functions.ts'
import { chooseFields, editableFields, type FieldChoice } from './fields.ts'
import { type CommonOptions, type FormField, type InputFactory, inputFor } from './inputs.ts'

/** What a model form's class is made with. */
export interface ModelFormDeclaration extends FieldChoice {
  readonly labels?: Readonly<Record<string, Label>>
  readonly help?: Readonly<Record<string, Label>>
  readonly widgets?: Readonly<Record<string, Widget | WidgetName>>
  /** Messages by field and code. */
  readonly messages?: Readonly<Record<string, Readonly<Record<string, Label>>>>
  /** Inputs of one's own by field: `{ price: (field, common) => new MoneyInput(common) }`. */
  readonly inputs?: Readonly<Record<string, InputFactory>>
  /** Makes the input of any field; undefined leaves it to the field. Django's `formfield_callback`. */
  readonly formField?: (field: FormField, common: CommonOptions) => Input | undefined
  /** Fields whose values are written as the language in force writes them. */
  readonly localizedFields?: readonly string[] | '__all__'
  /** Ask the database whether unique values are taken. Default true: without it the database itself refuses them when the row is saved. */
  readonly validateUnique?: boolean
}

export interface ModelFormOptions<M = object> extends FormOptions {
  /** The row to change. Without it the form makes a new one. */
  readonly instance?: M | null
  /**
   * Values of the row that the form does not ask for, by field: `{ author: request.user }`. The row is held against the
   * model's rules with them. A field of such a name is left out of the form.
   */
  readonly given?: Readonly<Record<string, unknown>>
  /**
   * Of the fields of the model those that this form has: others are neither shown nor written, whatever is sent. For what depends on the user and the row:
   * `{ only: await writableFields(user, Article, article) }`. Default: all that the class names.
   */
  readonly only?: readonly string[]
}

/** How the class of a model form says what it is for. */
export interface ModelFormMeta {
  readonly model: (abstract new (...args: never) => object) | ModelInfo
  readonly declaration: ModelFormDeclaration
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * A form whose fields come from a model, and which writes a row of it. `modelForm` makes its classes.
 * Semantics: Django's `ModelForm` (https://docs.djangoproject.com/en/stable/topics/forms/modelforms/).
 */
export abstract class ModelForm extends Form {
  /** Set by `modelForm`. */
  static readonly formMeta: ModelFormMeta
  readonly #state: {
    readonly row: AnyRow
    readonly info: ModelInfo
    readonly fields: readonly FormField[]
    readonly given: Readonly<Record<string, unknown>>
    readonly unique: boolean
    loaded: boolean
  }

  constructor(options: ModelFormOptions = {}) {
    super(options)
    const { model, declaration } = new.target.formMeta
    const info = typeof model === 'function' ? infoOf(model as never) : model
    const given = options.given ?? {}
    const { only } = options
    const fields = chooseFields(info, declaration).filter(
      ({ name }) => !Object.hasOwn(given, name) && (only?.includes(name) ?? true),
    )
    if (only !== undefined)
      for (const { name } of editableFields(info)) if (!only.includes(name)) this[core].leaveOut(name)
    const row = (options.instance ?? untyped(info).build({})) as AnyRow
    Object.assign(row, given)
    const loaded = options.instance === undefined || options.instance === null
    this.#state = { row, info, fields, given, unique: declaration.validateUnique ?? true, loaded }
    for (const field of fields) {
      const value = makeInput(field, declaration, info, row)
      Object.defineProperty(this, field.name, { value, enumerable: true, configurable: true, writable: true })
    }
  }

  /** The row that the form is about; after a successful validation it carries the new values, unsaved. */
  get instance(): KeyedModel {
    return this.#state.row
  }

  /** Fetches choices, and which rows a many-to-many has now. */
  override async ready(): Promise<void> {
    await this.#loadMany()
    await super.ready()
  }

  override async isValid(): Promise<boolean> {
    if (this.isBound) await this.#loadMany()
    return super.isValid()
  }

  async #loadMany(): Promise<void> {
    const state = this.#state
    if (state.loaded) return
    state.loaded = true
    for (const { name, schema } of state.fields) {
      const input = this[core].inputs.get(name)
      if (!schema.relation?.many || input === undefined) continue
      // The rows of a formset were fetched together, and learn this in one query.
      input.initial = (await (state.row[name] as AnyMany).load()).map((row) => row.pk)
    }
  }

  /** Puts the cleaned values into the row and holds it against the model: its own rules, uniqueness, related rows. */
  override async postClean(): Promise<void> {
    const { row, info, fields, given, unique } = this.#state
    const { cleaned, data, files } = this[core]
    for (const { name, schema } of fields) {
      if (!Object.hasOwn(cleaned, name) || schema.relation?.many) continue
      const field = this[core].field(name)
      // A field that was not sent at all keeps the model's default.
      if (schema.hasDefault && isEmptyValue(cleaned[name]) && field.widget.omitted(data, files, field.htmlName))
        continue
      row[name] = cleaned[name]
    }
    const ours = new Map(fields.map(({ name, schema }) => [name, schema.blank]))
    const told = ({ property, attribute }: ColumnInfo) =>
      Object.hasOwn(given, property) && (row[attribute] ?? null) !== null
    const exclude = info.columns
      .filter((column) => !told(column) && !this.#validates(column.property, ours))
      .map(({ property }) => property)
    try {
      await row.validate({ exclude, unique })
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      for (const issue of error.issues) {
        const known = issue.field !== null && this[core].inputs.has(issue.field)
        this[core].addIssue(known ? issue : { ...issue, field: null })
      }
    }
  }

  /**
   * Whether the model's rules for a column are this form's to show: not where the field is absent or wrong, or was made
   * optional and left empty although the model wants it. `ours` says of each field whether the model's may be blank.
   */
  #validates(name: string, ours: ReadonlyMap<string, boolean>): boolean {
    const blank = ours.get(name)
    const { cleaned, inputs } = this[core]
    if (blank === undefined || !Object.hasOwn(cleaned, name)) return false
    return blank || inputs.get(name)!.required || !isEmptyValue(cleaned[name])
  }

  /**
   * Writes the row, then its many-to-many relations, in one transaction. With `commit: false` it writes nothing and gives the
   * row, to be completed and saved by itself; `saveMany()` then writes the relations. Throws `NUAGES_FORMS_NOT_VALID`.
   */
  async save(options: { readonly commit?: boolean } = {}): Promise<KeyedModel> {
    const { row } = this.#state
    this.#assertValid()
    if (options.commit === false) return row
    await atomic(async () => {
      await row.save()
      await this.saveMany()
    })
    return row
  }

  /** Writes the many-to-many relations of a row that was saved. Throws `NUAGES_FORMS_NOT_VALID`. */
  async saveMany(): Promise<void> {
    const { row, fields } = this.#state
    this.#assertValid()
    const { cleaned } = this[core]
    for (const { name, schema } of fields) {
      if (!schema.relation?.many || !Object.hasOwn(cleaned, name)) continue
      await (row[name] as AnyMany).set(cleaned[name] as readonly unknown[])
    }
  }

  #assertValid(): void {
    if (!this[core].passed) throw formsErrors.NOT_VALID({ form: this[core].formName })
  }
}

/** The value that a form begins with: of a relation its key. */
function initialOf({ name, schema }: FormField, info: ModelInfo, row: AnyRow): unknown {
  if (schema.relation?.many) return []
  const column = info.column(name)!
  // The file itself, which knows its address.
  if (schema.kind === 'file') return row[name] || null
  return row[column.attribute] ?? null
}

function makeInput(field: FormField, declaration: ModelFormDeclaration, info: ModelInfo, row: AnyRow): Input {
  const { name, schema } = field
  const widget = declaration.widgets?.[name]
  const messages = declaration.messages?.[name]
  const isLocalized = declaration.localizedFields === '__all__' || declaration.localizedFields?.includes(name)
  const common = {
    required: !schema.blank,
    label: declaration.labels?.[name] ?? capital(schema.label),
    help: declaration.help?.[name] ?? schema.help,
    ...(widget === undefined ? {} : { widget: widgetNamed(widget) }),
    ...(messages === undefined ? {} : { messages }),
    ...(isLocalized ? { localize: true } : {}),
  } satisfies CommonOptions
  const own = declaration.inputs?.[name]?.(field, common) ?? declaration.formField?.(field, common)
  const made = own ?? inputFor(field, common, formSettings().inputs ?? {})
  if (made === undefined) throw formsErrors.NO_INPUT({ model: info.name, field: name, type: schema.type })
  made.initial = initialOf(field, info, row)
  return made
}
