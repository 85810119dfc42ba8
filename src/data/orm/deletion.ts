import type { ModelInfo, OnDelete } from '../query/index.ts'

/** Rows of one model that a deletion takes with it, changes or runs against. */
export interface RelatedObjects {
  readonly model: ModelInfo
  readonly rows: readonly object[]
  readonly onDelete: OnDelete
}

/** What deleting `row` would touch, model by model, for the pages that ask before they delete. */
export declare function relatedObjects(row: object): Promise<readonly RelatedObjects[]>
