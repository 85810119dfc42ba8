import { provide, runInScope, type Scope } from '../../../../src/base/context/index.ts'
import { queries } from '../../../../src/base/events/index.ts'
import { type Database, openDatabase } from '../../../../src/data/drivers/index.ts'
import { defineModel } from '../../../../src/data/orm/define-model.ts'
import type { BaseField } from '../../../../src/data/orm/fields/base.ts'
import { fieldTypes } from '../../../../src/data/orm/fields/from-state.ts'
import { ReverseField, ReverseOneField } from '../../../../src/data/orm/fields/reverse/reverse.ts'
import { createOrm, type Orm, ormService } from '../../../../src/data/orm/orm.ts'
import { buildRegistry } from '../../../../src/data/orm/registry.ts'
import { type ModelClass, type QuerySetRuntime, querySetOf } from '../../../../src/data/orm/runtime.ts'
import type { ModelRegistry } from '../../../../src/data/query/index.ts'
import { tables } from '../../../unit/orm/support/database.ts'
import { decode } from '../../values.ts'

/** The vectors' schema, in Django's words. */
export interface ModelSchema {
  readonly name: string
  readonly table: string
  readonly fields: readonly FieldSchema[]
  readonly many_to_many?: readonly FieldSchema[]
  readonly ordering?: readonly string[]
  readonly unique_together?: readonly (readonly string[])[]
  readonly constraints?: readonly { readonly type: string; readonly name: string; readonly fields: readonly string[] }[]
}
interface FieldSchema {
  readonly name: string
  readonly type: string
  readonly to?: string
  readonly on_delete?: string
  readonly related_name?: string
  readonly through?: string
  readonly [option: string]: unknown
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const typeNames: Readonly<Record<string, string>> = {
  BigAutoField: 'bigAuto',
  URLField: 'url',
  JSONField: 'json',
  DateTimeField: 'datetime',
  ForeignKey: 'foreignKey',
  OneToOneField: 'oneToOne',
  DurationField: 'float',
}
const typeName = (type: string) =>
  typeNames[type] ?? camel(type.replace(/Field$/, '').replace(/^./, (c) => c.toLowerCase()))

function fieldOf({
  name: _name,
  type,
  to,
  on_delete,
  related_name: _related,
  primary_key,
  ...rest
}: FieldSchema): BaseField {
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) options[camel(key)] = value
  if (to !== undefined) options['to'] = `lib.${to}`
  if (on_delete !== undefined) options['onDelete'] = camel(on_delete.toLowerCase())
  if (primary_key === true) options['primaryKey'] = true
  const Field = fieldTypes.get(typeName(type))!
  return new Field(options as never)
}

function modelsOf(schema: readonly ModelSchema[]): Record<string, ModelClass> {
  const reverse = new Map<string, Record<string, BaseField>>()
  for (const model of schema) {
    for (const field of [...model.fields, ...(model.many_to_many ?? [])]) {
      if (field.to === undefined) continue
      const name = field.related_name ?? (field.type === 'OneToOneField' ? model.name.toLowerCase() : undefined)
      if (name === undefined) continue
      const Reverse = field.type === 'OneToOneField' ? ReverseOneField : ReverseField
      const far = new Reverse({ to: `lib.${model.name}`, by: field.name })
      reverse.set(field.to, { ...reverse.get(field.to), [name]: far })
    }
  }
  const ManyToMany = fieldTypes.get('manyToMany')!
  return Object.fromEntries(
    schema.map((model) => {
      const fields: Record<string, BaseField> = {}
      for (const field of model.fields) fields[field.name] = fieldOf(field)
      for (const { name, to, through } of model.many_to_many ?? [])
        fields[name] = new ManyToMany({
          to: `lib.${to}`,
          ...(through === undefined ? {} : { through: `lib.${through}` }),
        } as never)
      Object.assign(fields, reverse.get(model.name))
      const unique = (model.constraints ?? []).filter(({ type }) => type === 'UniqueConstraint')
      const meta = {
        table: model.table,
        ordering: model.ordering ?? [],
        uniqueTogether: [...(model.unique_together ?? []), ...unique.map((each) => each.fields)],
      }
      return [model.name, defineModel({ name: model.name, fields, meta: meta as never })]
    }),
  )
}

export class Project {
  readonly orm: Orm
  readonly database: Database
  readonly scope: Scope
  readonly #models: Readonly<Record<string, ModelClass>>

  /** A statement may have counted keys up since the last restart. */
  #inserted = true

  constructor(orm: Orm, database: Database, models: Readonly<Record<string, ModelClass>>) {
    queries.subscribe(({ sql }) => {
      if (sql.startsWith('INSERT')) this.#inserted = true
    })
    this.orm = orm
    this.database = database
    this.#models = models
    this.scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  }

  rows(model: string): QuerySetRuntime {
    return querySetOf(this.#models[model]!)
  }

  /** The same models and rows, with plans of its own. */
  with(orm: Orm): Project {
    return new Project(orm, this.database, this.#models)
  }

  /** Makes keys follow the highest that there is: what a rolled back transaction counted stays counted. */
  async restart(): Promise<void> {
    if (this.database.database === 'postgres') await this.database.script(sequences(this.orm.registry))
    if (this.database.database !== 'mysql' || !this.#inserted) return
    await this.database.script(counters(this.orm.registry))
    this.#inserted = false
  }

  run<R>(work: () => Promise<R>): Promise<R> {
    return runInScope(this.scope, work)
  }
}

/** The vectors' models on an empty database, with their rows. */
export async function openProject(
  url: string,
  schema: readonly ModelSchema[],
  data: Readonly<Record<string, readonly Record<string, unknown>[]>>,
  links: Readonly<Record<string, readonly (readonly [number, number])[]>>,
): Promise<Project> {
  const models = modelsOf(schema)
  const registry = buildRegistry([{ label: 'lib', models }])
  const database = await openDatabase(url)
  await database.script(tables(registry, database.database))
  const orm = createOrm({ registry, databases: { default: database } })
  const project = new Project(orm, database, models)
  await project.run(async () => {
    for (const { name } of schema) {
      const rows = (data[name] ?? []).map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [
            key,
            key === 'meta' || key === 'settings' ? value : decode(value),
          ]),
        ),
      )
      await project.rows(name).bulkCreate(rows)
    }
    for (const [name, pairs] of Object.entries(links)) {
      const [model, property] = name.split('.') as [string, string]
      const { through } = orm.registry.byLabel(`lib.${model}`)!.relations.get(property)!
      const link = querySetOf(through!.model.model)
      await link.bulkCreate(
        pairs.map(([from, to]) => ({ [through!.near.attribute]: from, [through!.far.attribute]: to })),
      )
    }
  })
  return project
}

/** The same of MariaDB, where tables count: no less than the highest key. */
function counters(registry: ModelRegistry): string {
  return registry.models.map(({ table }) => `ALTER TABLE "${table}" AUTO_INCREMENT = 1;`).join('\n')
}

/** Keys go on after the highest that the rows were given. */
function sequences(registry: ModelRegistry): string {
  return registry.models
    .filter(({ key }) => key.field.type === 'bigAuto' || key.field.type === 'auto')
    .map(({ table, key }) => {
      const sequence = `pg_get_serial_sequence('"${table}"', '${key.column}')`
      return `SELECT setval(${sequence}, COALESCE((SELECT MAX("${key.column}") FROM "${table}"), 0) + 1, false);`
    })
    .join('\n')
}
