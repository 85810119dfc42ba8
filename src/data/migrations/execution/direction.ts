import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { Change } from '../operations/operation.ts'
import type { Step } from './steps.ts'

/** Which way a migration is gone: applied or undone. */
export type Direction = 'forwards' | 'backwards'

/** Where a migration is gone, and by whom: what the operations of one app are told. */
export interface Way {
  readonly app: string
  readonly direction: Direction
  readonly database: Database
  keeps(model: RoutedModel): boolean
}

/** What an operation is told of a step, but for the editor. */
export function changeOf(way: Way, { before, after }: Step): Omit<Change, 'editor'> {
  const { app, direction, database } = way
  const keeps = (model: RoutedModel) => way.keeps(model)
  return direction === 'forwards'
    ? { app, before, after, database, keeps }
    : { app, before: after, after: before, database, keeps }
}
