import type { Label } from '../../base/schema/index.ts'
import type { CheckInfo, IndexInfo, UniqueInfo } from '../query/index.ts'

type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>

/** `meta` as it is kept, without its types. */
export interface MetaOptions {
  readonly table?: string
  readonly ordering?: readonly string[]
  readonly indexes?: readonly Optional<IndexInfo, 'name' | 'fields'>[]
  readonly constraints?: readonly (Optional<UniqueInfo, 'fields'> | CheckInfo)[]
  readonly uniqueTogether?: readonly (readonly string[])[]
  readonly label?: Label
  readonly labelPlural?: Label
  readonly managed?: boolean
  readonly abstract?: boolean
  readonly proxy?: boolean
  readonly getLatestBy?: string | readonly string[]
  readonly naturalKey?: readonly string[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly defaultPermissions?: readonly string[]
  readonly comment?: string
  readonly swappable?: string
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
  'proxy',
  'getLatestBy',
  'naturalKey',
  'permissions',
  'defaultPermissions',
  'comment',
  'swappable',
]

/** Options that speak of a table, which a proxy shares with its model. */
export const tableOptionNames: readonly (keyof MetaOptions)[] = [
  'table',
  'indexes',
  'constraints',
  'uniqueTogether',
  'comment',
]
