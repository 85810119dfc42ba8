import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isProjectDefinition, type ProjectDefinition } from './definition.ts'
import { projectErrors } from './errors.ts'

const names = ['nuages.config.ts', 'nuages.config.js', 'nuages.config.mjs']

export interface LoadedDefinition {
  readonly definition: ProjectDefinition
  /** The folder of the configuration file. */
  readonly dir: string
}

/** The configuration file in `dir` or the nearest folder above. Throws `NUAGES_PROJECT_NO_CONFIGURATION`. */
export function findConfiguration(dir: string): string {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    const file = names.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (file !== undefined) return file
    if (dirname(folder) === folder) throw projectErrors.NO_CONFIGURATION({ dir: resolve(dir) })
  }
}

/** Imports the configuration file in `dir` or above. Throws `NUAGES_PROJECT_BAD_CONFIGURATION` where it exports no project. */
export async function loadDefinition(dir: string): Promise<LoadedDefinition> {
  const file = findConfiguration(dir)
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  if (!isProjectDefinition(module.default)) throw projectErrors.BAD_CONFIGURATION({ file })
  return { definition: module.default, dir: dirname(file) }
}
