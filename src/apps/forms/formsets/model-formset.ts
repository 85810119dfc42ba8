import { NuagesError } from '../../../base/errors/index.ts'
import { ValidationError } from '../../../base/schema/index.ts'
import { type AnyQuerySet, type AnyRow, atomic, infoOf, isSaved, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { isEmptyValue } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { core, type Form } from '../form.ts'
import { chooseFields } from '../model/fields.ts'
import type { ModelFormMeta, ModelFormOptions } from '../model/model-form.ts'
import type { FormsetDeclaration } from './declaration.ts'
import { Formset } from './formset.ts'
import type { FormsetOptions } from './members.ts'
import { RowKeyInput } from './row-inputs.ts'
import { duplicates } from './unique.ts'

/** A form of one row of `M`. */
export type RowForm<M = object> = Form & { readonly instance: M; save(): Promise<M> }

/** What the class of a model formset is made with. */
export interface ModelFormsetDeclaration extends FormsetDeclaration {
  /** Rows are changed and deleted, never made. */
  readonly editOnly?: boolean
}

/** Rows that a formset is about: fetched ones, or a queryset. */
export type FormsetRows<M> = readonly M[] | AsyncIterable<M>

export interface ModelFormsetOptions<M = object, O = ModelFormOptions<M>> extends FormsetOptions<O> {
  /** The rows that can be changed. Default: all of the model. */
  readonly rows?: FormsetRows<M>
}

/** The rows of a formset: in order, and by the text of their key. */
interface Loaded {
  readonly list: readonly AnyRow[]
  readonly byKey: ReadonlyMap<string, AnyRow>
}

function loadedFrom(list: readonly AnyRow[]): Loaded {
  return { list, byKey: new Map(list.map((row) => [String(row.pk), row])) }
}

/**
 * Forms for rows of one model: changes those that are there, makes new ones, deletes. `modelFormset` makes its classes.
 * `initial` is of the empty forms. Semantics: Django's model formsets
 * (https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#model-formsets).
 */
export abstract class ModelFormset<
  M extends object = AnyRow,
  F extends RowForm<M> = RowForm<M>,
  O = ModelFormOptions<M>,
> extends Formset<F, O> {
  protected readonly info: ModelInfo
  declare protected readonly options: ModelFormsetOptions<M, O>
  /** The name of the hidden field with a row's key. */
  readonly #keyName: string
  #loaded: Loaded | null = null
  #taken = new Set<AnyRow>()
  #changed: readonly [row: M, fields: readonly string[]][] = []
  #added: readonly M[] = []
  #deleted: readonly M[] = []

  constructor(options: ModelFormsetOptions<M, O> = {}) {
    super(options)
    const { model, declaration } = (new.target.formsetMeta.form as unknown as { readonly formMeta: ModelFormMeta })
      .formMeta
    this.info = typeof model === 'function' ? infoOf(model as never) : model
    const { property } = this.info.key
    this.#keyName = chooseFields(this.info, declaration).some(({ name }) => name === property) ? 'pk' : property
  }

  protected override get declaration(): ModelFormsetDeclaration {
    return super.declaration
  }

  // Rows

  /** The rows that can be changed: those that were given, else all of the model in its order. */
  protected source(): FormsetRows<M> {
    const { rows } = this.options
    if (rows !== undefined) return rows
    const all = untyped(this.info) as AnyQuerySet
    return (this.info.ordering.length === 0 ? all.orderBy('pk') : all) as unknown as AsyncIterable<M>
  }

  protected override async prepare(): Promise<void> {
    this.#loaded ??= loadedFrom(await this.#fetch())
  }

  /** All rows for a new formset; of a submission those that it names, in one query. */
  async #fetch(): Promise<readonly AnyRow[]> {
    const source = this.source()
    if (Array.isArray(source)) return source as readonly AnyRow[]
    const rows = source as unknown as AnyQuerySet
    if (!this.isBound) return collected(rows)
    const keys = this.#submittedKeys()
    if (keys.length === 0) return []
    try {
      return await collected(rows.filter({ pk__in: keys }))
    } catch (error) {
      // A slice cannot be narrowed down.
      if (error instanceof NuagesError && error.code === 'NUAGES_ORM_SLICED') return collected(rows)
      throw error
    }
  }

  #submittedKeys(): readonly unknown[] {
    const keys: unknown[] = []
    const count = Math.min(this.initialFormCount, this.limits.absoluteMax)
    for (let index = 0; index < count; index += 1) {
      const key = this.#keyOf(index)
      if (key !== null) keys.push(key)
    }
    return keys
  }

  /** The key that a form names, null where it is none. */
  #keyOf(index: number): unknown {
    const raw = this.data.get(`${this.prefixOf(index)}-${this.#keyName}`)
    if (isEmptyValue(raw)) return null
    try {
      return this.info.key.field.clean(raw)
    } catch (error) {
      if (error instanceof ValidationError) return null
      throw error
    }
  }

  #rows(): Loaded {
    if (this.#loaded !== null) return this.#loaded
    const source = this.source()
    if (!Array.isArray(source)) throw formsErrors.ROWS_NOT_LOADED({ formset: this.formsetName })
    this.#loaded = loadedFrom(source as readonly AnyRow[])
    return this.#loaded
  }

  protected override unboundCount(): number {
    return this.#rows().list.length
  }

  // Forms

  override get forms(): readonly F[] {
    this.#rows()
    return super.forms
  }

  override get canAdd(): boolean {
    return this.declaration.editOnly !== true && super.canAdd
  }

  /** The row that a form changes; null for an empty form, or where the key names none that may be changed. Each row once. */
  #rowOf(index: number | null): AnyRow | null {
    if (index === null || index >= this.initialFormCount) return null
    const { list, byKey } = this.#rows()
    if (!this.isBound) return list[index] ?? null
    const row = byKey.get(String(this.#keyOf(index)))
    if (row === undefined || this.#taken.has(row)) return null
    this.#taken.add(row)
    return row
  }

  protected override initialOf(index: number): Readonly<Record<string, unknown>> | undefined {
    return super.initialOf(index - this.initialFormCount)
  }

  protected override ownFormOptions(index: number | null): object {
    const row = this.#rowOf(index)
    return row === null ? {} : { instance: row }
  }

  protected override addFields(form: F, index: number | null): void {
    super.addFields(form, index)
    const isInitial = index !== null && index < this.initialFormCount
    const row = form.instance as AnyRow
    // The key of a row that is there never changes.
    const own = form[core].inputs.get(this.info.key.property)
    if (own !== undefined && isInitial) own.disabled = true
    form.addField(this.#keyName, new RowKeyInput(isInitial && isSaved(row) ? row : null, isInitial))
  }

  protected override defaultLabel(): string {
    const { verboseName } = this.info
    return verboseName.charAt(0).toUpperCase() + verboseName.slice(1)
  }

  /** The properties that the rows of all forms have in common. */
  protected get common(): ReadonlySet<string> {
    return new Set()
  }

  protected override checkTogether(): void {
    const filled = this.keptForms.filter((form) => form[core].passed)
    const issues = duplicates(
      this.info,
      filled.map((form) => ({ form, row: form.instance as unknown as AnyRow })),
      this.common,
    )
    if (issues.length > 0) throw new ValidationError(issues)
  }

  // Saving

  /** The rows that `save` changed, each with the names of the fields. */
  get changedObjects(): readonly [row: M, fields: readonly string[]][] {
    return this.#changed
  }

  /** The rows that `save` made. */
  get newObjects(): readonly M[] {
    return this.#added
  }

  /** The rows that `save` deleted. */
  get deletedObjects(): readonly M[] {
    return this.#deleted
  }

  /**
   * Deletes, changes and makes rows, in one transaction: a query for each row that changed. Resolves to the rows that were
   * changed and made. With `commit: false` nothing is written: complete the rows, then call `save()`. Throws
   * `NUAGES_FORMS_NOT_VALID`, and `NUAGES_ORM_ROW_GONE` where somebody deleted a row meanwhile.
   */
  async save(options: { readonly commit?: boolean } = {}): Promise<readonly M[]> {
    if (!this.passed) throw formsErrors.NOT_VALID({ form: this.formsetName })
    const doomed = this.deletedForms.filter((form) => isSaved(form.instance))
    const kept = this.keptForms.filter((form) => form.hasChanged)
    const changed = kept.filter((form) => this.#isInitial(form))
    const added = this.declaration.editOnly === true ? [] : kept.filter((form) => !this.#isInitial(form))
    if (options.commit !== false) {
      await atomic(async () => {
        for (const form of doomed) await this.deleteExisting(form.instance)
        for (const form of changed) await this.saveExisting(form)
        for (const form of added) await this.saveNew(form)
      })
    }
    this.#deleted = doomed.map((form) => form.instance)
    this.#changed = changed.map((form) => [form.instance, form.changedFields])
    this.#added = added.map((form) => form.instance)
    return [...changed, ...added].map((form) => form.instance)
  }

  #isInitial(form: F): boolean {
    return this.forms.indexOf(form) < this.initialFormCount
  }

  /** For a subclass: writes a row that was there. */
  protected async saveExisting(form: F): Promise<void> {
    await form.save()
  }

  /** For a subclass: writes a new row. */
  protected async saveNew(form: F): Promise<void> {
    await form.save()
  }

  /** For a subclass: deletes a row, or does what stands for it. */
  protected async deleteExisting(row: M): Promise<void> {
    await (row as unknown as AnyRow).delete()
  }
}

async function collected(rows: AsyncIterable<AnyRow>): Promise<readonly AnyRow[]> {
  const list: AnyRow[] = []
  for await (const row of rows) list.push(row)
  return list
}
