import type {
  AddConstraint,
  AddField,
  AddIndex,
  AlterField,
  AlterModelComment,
  AlterModelOptions,
  AlterModelTable,
  AlterUniqueTogether,
  CreateModel,
  DeleteModel,
  Operation,
  RemoveConstraint,
  RemoveField,
  RemoveIndex,
  RenameField,
  RenameModel,
} from '../operations/index.ts'

export type Known =
  | AddConstraint
  | AddField
  | AddIndex
  | AlterField
  | AlterModelComment
  | AlterModelOptions
  | AlterModelTable
  | AlterUniqueTogether
  | CreateModel
  | DeleteModel
  | RemoveConstraint
  | RemoveField
  | RemoveIndex
  | RenameField
  | RenameModel

const kinds: ReadonlySet<string> = new Set<Known['kind']>([
  'addConstraint',
  'addField',
  'addIndex',
  'alterField',
  'alterModelComment',
  'alterModelOptions',
  'alterModelTable',
  'alterUniqueTogether',
  'createModel',
  'deleteModel',
  'removeConstraint',
  'removeField',
  'removeIndex',
  'renameField',
  'renameModel',
])

/** The operation as one whose meaning the optimizer knows; null for statements, functions and kinds of one's own. */
export function known(operation: Operation): Known | null {
  return kinds.has(operation.kind) ? (operation as Known) : null
}

/** The name of the model that an operation changes, before it does. */
export function modelOf({ arguments: given }: Known): string {
  if ('model' in given) return given.model
  return 'name' in given ? given.name : given.from
}
