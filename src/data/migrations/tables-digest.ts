import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { version } from '../../base/settings/index.ts'
import type { RoutedModel } from '../orm/index.ts'
import type { DatabaseName, ModelRegistry } from '../query/index.ts'
import { hasMigrations, type MigratedApp, migrationFiles, migrationsFolder } from './files/loader.ts'
import { stateFromRegistry } from './making/from-registry.ts'
import { routed } from './state.ts'

export interface TablesDigestOptions {
  readonly registry: ModelRegistry
  readonly apps: readonly MigratedApp[]
  readonly database: DatabaseName
  /** Whether the database has the table of a model; every one where this is left out. */
  readonly keeps?: (model: RoutedModel) => boolean
}

/**
 * 32 hexadecimal digits that change with what `migrate` and `createMissingTables` would make of an empty database: with any file of a
 * migration, and with the models of apps that have none. What a migration imports from elsewhere is not looked at.
 */
export function tablesDigest({ registry, apps, database, keeps = () => true }: TablesDigestOptions): string {
  const hash = createHash('sha256')
  const add = (...parts: readonly unknown[]) => hash.update(`${JSON.stringify(parts, plain)}\n`)
  add(version, database, [...registry.roles])
  const without = new Set<string>()
  for (const app of apps) {
    const folder = hasMigrations(app) ? migrationsFolder(app) : null
    add(app.label)
    if (folder === null) without.add(app.label)
    else for (const [name, file] of migrationFiles(folder)) add(name, basename(file), readFileSync(file, 'utf8'))
  }
  for (const model of stateFromRegistry(registry).models.values())
    add(model.name, keeps(routed(model)), without.has(model.app) && model)
  for (const { app, label, columns } of registry.models)
    if (without.has(app)) add(label, ...columns.map(({ field }) => field.columnType(database)))
  return hash.digest('hex').slice(0, 32)
}

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
