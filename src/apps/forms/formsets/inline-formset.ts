import { type AnyQuerySet, type AnyRow, infoOf, untyped } from '../../../data/orm/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../data/query/index.ts'
import { formsErrors } from '../errors.ts'
import type { ModelFormOptions } from '../model/model-form.ts'
import type { FormsetMeta } from './members.ts'
import {
  type FormsetRows,
  ModelFormset,
  type ModelFormsetDeclaration,
  type ModelFormsetOptions,
  type RowForm,
} from './model-formset.ts'
import { ParentInput } from './row-inputs.ts'

/** What the class of an inline formset is made with. */
export interface InlineFormsetDeclaration extends ModelFormsetDeclaration {
  /** The foreign key to the parent, where there is more than one. */
  readonly fk?: string
}

/** How the class of an inline formset says what it is made of. */
export interface InlineFormsetMeta extends FormsetMeta {
  readonly parent: (abstract new (...args: never) => object) | ModelInfo
  readonly declaration: InlineFormsetDeclaration
}

export interface InlineFormsetOptions<P = object, M = object, O = ModelFormOptions<M>>
  extends ModelFormsetOptions<M, O> {
  /** The row that all others belong to. It may be unsaved until the formset is saved. Default: a new one. */
  readonly instance?: P | null
  /** Save everything as new rows of `instance`, whatever rows the forms came from. */
  readonly saveAsNew?: boolean
}

/** The foreign key of `info` to `parent`. Throws `NUAGES_FORMS_NO_PARENT_KEY`. */
function keyTo(info: ModelInfo, parent: ModelInfo, name: string | undefined): ColumnInfo {
  const keys = info.columns.filter(({ relation }) => relation !== null && relation.to.concrete === parent.concrete)
  const [key, ...others] = name === undefined ? keys : keys.filter(({ property }) => property === name)
  if (key !== undefined && others.length === 0) return key
  throw formsErrors.NO_PARENT_KEY({
    model: info.name,
    parent: parent.name,
    known: keys.map(({ property }) => property),
  })
}

/**
 * Forms for the rows that belong to one other row. `inlineFormset` makes its classes.
 * Semantics: Django's inline formsets (https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#inline-formsets).
 */
export abstract class InlineFormset<
  M extends object = AnyRow,
  P extends object = AnyRow,
  F extends RowForm<M> = RowForm<M>,
  O = ModelFormOptions<M>,
> extends ModelFormset<M, F, O> {
  /** Set by `inlineFormset`. */
  static override readonly formsetMeta: InlineFormsetMeta
  /** The row that all others belong to. */
  readonly instance: P
  readonly #fk: ColumnInfo
  declare protected readonly options: InlineFormsetOptions<P, M, O>

  constructor(options: InlineFormsetOptions<P, M, O> = {}) {
    super(options)
    const { parent, declaration } = new.target.formsetMeta
    const info = typeof parent === 'function' ? infoOf(parent as never) : parent
    this.#fk = keyTo(this.info, info, declaration.fk)
    this.instance = options.instance ?? (untyped(info).build({}) as unknown as P)
  }

  /** The name under which the parent knows these rows. */
  protected override defaultPrefix(): string {
    const { prefix } = this.declaration
    return prefix ?? this.#fk.relation!.reverse?.property ?? `${this.info.name.toLowerCase()}_set`
  }

  /** What the foreign keys hold; null while the parent is unsaved. */
  get #parentKey(): unknown {
    return (this.instance as AnyRow)[this.#fk.relation!.far.attribute] ?? null
  }

  protected override source(): FormsetRows<M> {
    const key = this.#parentKey
    if (key === null || this.options.saveAsNew) return []
    const rows = super.source()
    if (Array.isArray(rows)) {
      return rows.filter((row) => String((row as unknown as AnyRow)[this.#fk.attribute]) === String(key))
    }
    return (rows as unknown as AnyQuerySet).filter({ [this.#fk.property]: key }) as unknown as FormsetRows<M>
  }

  override get initialFormCount(): number {
    return this.options.saveAsNew ? 0 : super.initialFormCount
  }

  protected override ownFormOptions(index: number | null): object {
    return { ...super.ownFormOptions(index), given: { [this.#fk.property]: this.instance } }
  }

  protected override addFields(form: F, index: number | null): void {
    super.addFields(form, index)
    form.addField(this.#fk.property, new ParentInput(this.instance, this.#parentKey, this.options.saveAsNew === true))
  }

  protected override get common(): ReadonlySet<string> {
    return new Set([this.#fk.property])
  }
}
