import type { ConstraintInfo } from '../query/index.ts'

/** `meta` as it is kept, without its types. */
export interface MetaOptions {
  readonly table?: string
  readonly ordering?: readonly string[]
  readonly indexes?: readonly {
    readonly name?: string
    readonly fields: readonly string[]
    readonly condition?: Readonly<Record<string, unknown>>
  }[]
  readonly constraints?: readonly ConstraintInfo[]
  readonly uniqueTogether?: readonly (readonly string[])[]
  readonly label?: string
  readonly labelPlural?: string
  readonly managed?: boolean
  readonly abstract?: boolean
}

export const metaOptionNames: readonly (keyof MetaOptions)[] = [
  'table',
  'ordering',
  'indexes',
  'constraints',
  'uniqueTogether',
  'label',
  'labelPlural',
  'managed',
  'abstract',
]
