import { isSaved } from '../../../../data/orm/index.ts'
import { InlineFormset, type InlineFormsetMeta, input, type ModelFormOptions } from '../../../forms/index.ts'
import { keyOf } from '../../keys.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { RowForm } from '../row-form.ts'
import type { SentValues } from '../slugs.ts'
import type { Inline } from './declared.ts'

/** A row of an inline, and what this person may do with it. */
export interface InlineRow {
  readonly row: AnyRow
  /** The inline's model as this person sees and writes this row. */
  readonly model: ModelAdmin
  readonly mayChange: boolean
  readonly mayDelete: boolean
}

/** The form of a row that has inlines of its own: it changed where one of those did. */
export interface NestingForm extends RowForm {
  below: readonly InlineForms[]
}

/** What the forms of an inline go by. */
interface InlineAccess {
  /** Rows by the text of their key: those of the parent that the person sees. */
  readonly rows: ReadonlyMap<string, InlineRow>
  /** The fields of new rows. */
  readonly ofNew: readonly string[]
  readonly mayAdd: boolean
  /** The name of the hidden field with the key of a row. */
  readonly keyName: string
  readonly sent: SentValues | null
}

/**
 * The forms of the rows of one inline. Which fields each has depends on the row; a row that was deleted since the page was drawn keeps its
 * form, so that nothing typed is lost.
 */
export abstract class InlineForms extends InlineFormset<AnyRow, AnyRow, NestingForm, ModelFormOptions> {
  declare static readonly formsetMeta: InlineFormsetMeta
  access: InlineAccess = nothing

  /** The key that a form names; '' for none. */
  keyAt(index: number): string {
    const { sent } = this.access
    if (sent !== null) return String(sent.get(`${this.prefixOf(index)}-${this.access.keyName}`) ?? '')
    const row = this.forms[index]?.instance
    return row !== undefined && isSaved(row) ? String(row.pk) : ''
  }

  /** The marks of the values that a row was drawn from; '' for a new one. */
  marksAt(index: number): string {
    return String(this.access.sent?.get(`${this.prefixOf(index)}-_version`) ?? '')
  }

  /** Began filled in, by what the page says. */
  wasThere(index: number): boolean {
    return index < this.initialFormCount
  }

  /** The stored row that a form is about. */
  storedAt(index: number): InlineRow | null {
    if (!this.wasThere(index)) return null
    const form = this.forms[index]
    return form !== undefined && isSaved(form.instance)
      ? (this.access.rows.get(String(form.instance.pk)) ?? null)
      : null
  }

  override formOptions(index: number | null): Partial<ModelFormOptions> {
    return { ...super.formOptions(index), only: this.#fieldsAt(index) }
  }

  #fieldsAt(index: number | null): readonly string[] {
    const { sent, rows, ofNew } = this.access
    if (index === null || !this.wasThere(index)) return ofNew
    const prefix = this.prefixOf(index)
    const entry = sent === null ? [...rows.values()].filter(isEditable)[index] : rows.get(this.keyAt(index))
    if (entry === undefined) return ofNew
    if (!entry.mayChange) return []
    return entry.model.editable.filter((name) => sent?.get(`_keep_${prefix}-${name}`) !== 'theirs')
  }

  protected override addFields(form: NestingForm, index: number | null): void {
    super.addFields(form, index)
    if (index === null || !this.wasThere(index)) return
    const { sent, rows } = this.access
    const entry = rows.get(isSaved(form.instance) ? String(form.instance.pk) : this.keyAt(index))
    if (entry?.mayDelete === false) form.removeField('DELETE' as never)
    // It was on the page, and is not there any more: what becomes of it is decided when it is saved.
    const isGone = sent !== null && entry === undefined && this.marksAt(index) !== ''
    if (isGone && keyOf(this.info, this.keyAt(index)) !== undefined)
      form.addField(this.access.keyName, input.hidden(input.char({ required: false })))
  }
}

/** Where the key is a field of the form itself, its hidden copy has another name. */
export function keyNameOf({ model }: Inline): string {
  const { property } = model.info.key
  return model.editable.includes(property) ? 'pk' : property
}

/** A row that has a form: others are only shown. */
export function isEditable({ mayChange, mayDelete }: InlineRow): boolean {
  return mayChange || mayDelete
}

const nothing: InlineAccess = { rows: new Map(), ofNew: [], mayAdd: false, keyName: 'pk', sent: null }
