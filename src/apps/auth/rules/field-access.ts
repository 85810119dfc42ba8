import { use } from '../../../base/context/index.ts'
import { didYouMean } from '../../../base/errors/index.ts'
import { type Columns, type KeyedModel, type ModelClass, ormService, type Row } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { authErrors } from '../errors.ts'
import { givenPermissions } from '../permissions/load.ts'
import type { Actor } from './allowed.ts'
import { fieldRulesFor } from './book.ts'
import type { AnyChoice, Has } from './field-rules.ts'

/** What a user does not see of a model, and what they only see. */
export interface FieldAccess {
  readonly hidden: ReadonlySet<string>
  readonly readOnly: ReadonlySet<string>
}

const everything: FieldAccess = Object.freeze({ hidden: new Set<string>(), readOnly: new Set<string>() })

/** What the field rules say of a model to a user, about one row or (null) about rows in general. Reads the user's permissions where there are rules. */
export async function fieldAccess(user: Actor, info: ModelInfo, row: object | null = null): Promise<FieldAccess> {
  const declared = fieldRulesFor(info)
  if (declared.length === 0 || user.isSuperuser) return everything
  const given = user.isAnonymous ? null : await givenPermissions(user)
  const has: Has = (permission) => given?.all.has(permission) ?? false
  const names = (choice: AnyChoice) =>
    (typeof choice === 'function' ? choice(user as never, row as never, has) : choice).map((name) => known(info, name))
  const hidden = new Set(declared.flatMap((each) => names(each.hidden)))
  return { hidden, readOnly: new Set(declared.flatMap((each) => names(each.readOnly))) }
}

/**
 * The fields of a model that a user may see, of one row where it is given: `await visibleFields(user, Article)`. Secret fields are never
 * among them.
 */
export async function visibleFields<M extends KeyedModel>(
  user: Actor,
  model: ModelClass<M>,
  row: NoInfer<M> | null = null,
): Promise<Columns<M>[]> {
  const info = use(ormService).registry.of(model as never)
  const { hidden } = await fieldAccess(user, info, row)
  return fieldNames(info).filter((name) => !hidden.has(name) && !isSecret(info, name)) as Columns<M>[]
}

/**
 * The fields of a model that a user may write, for a form or a serializer: `ArticleForm.from(request, { instance: article, only: await writableFields(user, Article, article) })`.
 * Fields that nobody edits (keys that the database counts, `editable: false`) are not among them, nor secret ones.
 */
export async function writableFields<M extends KeyedModel>(
  user: Actor,
  model: ModelClass<M>,
  row: NoInfer<M> | null = null,
): Promise<Columns<M>[]> {
  const info = use(ormService).registry.of(model as never)
  const { hidden, readOnly } = await fieldAccess(user, info, row)
  return fieldNames(info).filter(
    (name) => !hidden.has(name) && !readOnly.has(name) && !isSecret(info, name) && isEditable(info, name),
  ) as Columns<M>[]
}

/**
 * The same for a view that shows a form to whoever asks: `updateView(Article, { fields: […], only: onlyWritable(Article), successUrl: '/' })`, or
 * `ArticleForm.from(request, { instance, only: await onlyWritable(Article)(request, instance) })`.
 */
export function onlyWritable<M extends KeyedModel>(
  model: ModelClass<M>,
): (request: HttpRequest, row: Row<M> | null) => Promise<Columns<M>[]> {
  return async (request, row) => writableFields(await request.user, model, row as NoInfer<M> | null)
}

/** Every column, and every to-many field that the model itself declares. */
function fieldNames(info: ModelInfo): string[] {
  const many = [...info.relations.values()].filter((relation) => relation.field?.type === 'manyToMany')
  return [...info.columns.map(({ property }) => property), ...many.map(({ property }) => property)]
}

function isSecret(info: ModelInfo, name: string): boolean {
  return info.column(name)?.field.describe().secret ?? false
}

function isEditable(info: ModelInfo, name: string): boolean {
  const column = info.column(name)
  if (column === undefined) return info.relations.get(name)?.through?.automatic === true
  const { editable, type } = column.field.describe()
  return editable && type !== 'auto' && type !== 'bigAuto'
}

/** The name, as the model has it: a misspelt one would leave the field open. */
function known(info: ModelInfo, name: string): string {
  const names = fieldNames(info)
  if (names.includes(name)) return name
  throw authErrors.RULE_OF_NO_FIELD({ model: info.label, field: name, hint: didYouMean(name, names) })
}
