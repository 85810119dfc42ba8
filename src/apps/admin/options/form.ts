import type { Label } from '../../../base/schema/index.ts'
import type { AnyModelFormClass, InputFactory } from '../../forms/index.ts'

/** A section of a form. */
export interface Fieldset<F extends string = string> {
  /** Its heading; none for the first section where it is null. */
  readonly title: Label | null
  /** Fields in order. Fields that stand together in an inner list share a line. */
  readonly fields: readonly (F | readonly F[])[]
  /** A sentence under the heading. */
  readonly description?: Label
  /** Starts closed. A section that holds an error is always open. */
  readonly collapsed?: boolean
  /** The tab that it stands on: sections of one name stand together, the others on the first tab. */
  readonly tab?: Label
}

/** A read-only field that a function computes from the row. */
export interface ComputedField<Row = never, Name extends string = string> {
  readonly name: Name
  readonly label: Label
  readonly value: (row: Row) => unknown
  readonly help?: Label
}

/** How a field is asked for: by one of the admin's own ways, or by an input of `nuages/forms`. */
export type WidgetDeclaration =
  | 'radio'
  | 'select'
  | 'autocomplete'
  | 'rawId'
  | 'picker'
  | 'textarea'
  | 'markdown'
  | 'json'
  | 'code'
  | 'switch'
  | InputFactory

/** Rows of another model that stand in the form of the row that they belong to. */
export interface InlineOptions {
  /** `table` for a line a row, `cards` for a block a row. */
  readonly layout?: 'table' | 'cards'
  /** The foreign key that leads to the row, where the model has several. */
  readonly foreignKey?: string
  readonly title?: Label
  readonly fields?: readonly (string | readonly string[])[]
  readonly exclude?: readonly string[]
  readonly readonlyFields?: readonly (string | ComputedField)[]
  readonly widgets?: Readonly<Record<string, WidgetDeclaration>>
  readonly prepopulatedFields?: Readonly<Record<string, readonly string[]>>
  /** Empty rows that are there from the start: none with script, one without. */
  readonly extra?: number
  readonly min?: number
  /** 1000 by default. */
  readonly max?: number
  readonly ordering?: readonly string[]
  /** An integer field that keeps the order, which people then change by hand. */
  readonly orderField?: string
  readonly canAdd?: boolean
  readonly canChange?: boolean
  readonly canDelete?: boolean
  /** Links each row to its own page, where the site has one. */
  readonly showChangeLink?: boolean
  readonly collapsed?: boolean
  readonly tab?: Label
  /** Rows of rows: one level more. */
  readonly inlines?: readonly InlineRegistration[]
}

/** What `inline(Model, …)` makes. */
export interface InlineRegistration {
  readonly kind: 'nuages.inline'
  readonly model: abstract new (...args: never) => object
  readonly options: InlineOptions
}

/** The options of the form of a model. */
export interface FormOptions {
  /** The fields of the form, in order, in one section. */
  readonly fields?: readonly (string | readonly string[])[]
  /** The fields of the form in sections. */
  readonly fieldsets?: readonly Fieldset[]
  /** Fields that the form leaves out. */
  readonly exclude?: readonly string[]
  /** Fields that the form shows and does not change, and what functions compute. */
  readonly readonlyFields?: readonly (string | ComputedField)[]
  /** Fields filled from others when they are left empty: `{ slug: ['headline'] }`. */
  readonly prepopulatedFields?: Readonly<Record<string, readonly string[]>>
  /** Relations that are found by typing a part of a name. By default those with more than 50 rows are. */
  readonly autocompleteFields?: readonly string[]
  /** Relations that are asked for by key, or chosen from the other model's list. */
  readonly rawIdFields?: readonly string[]
  /** Fields with choices, and relations, that are shown as radio buttons. */
  readonly radioFields?: readonly string[]
  /** How single fields are asked for. */
  readonly widgets?: Readonly<Record<string, WidgetDeclaration>>
  /** The class of the form, where its own validation is wanted: one that `modelForm` made. */
  readonly form?: AnyModelFormClass
  /** Rows of other models in the form. */
  readonly inlines?: readonly InlineRegistration[]
  /** Offers "Save as a copy". */
  readonly saveAs?: boolean
  /** The address of a row on the site, for "View on site". */
  readonly viewOnSite?: (row: never) => string | null
}
