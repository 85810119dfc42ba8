import { isAbsolute, join } from 'node:path'
import type { Environment } from '../../base/settings/index.ts'
import type { ProjectOptions } from './definition.ts'
import { projectErrors } from './errors.ts'

/** The URL of every connection, `DATABASE_URL` before what the configuration says. */
export function databaseUrls(
  options: ProjectOptions,
  environment: Environment,
  dir: string,
): Readonly<Record<string, string>> {
  const urls: Record<string, string> = { ...options.databases }
  if (environment.databaseUrl !== undefined) urls['default'] = environment.databaseUrl
  if (urls['default'] === undefined) {
    if (environment.mode === 'production') throw projectErrors.NO_DATABASE({})
    urls['default'] = environment.mode === 'test' ? 'sqlite::memory:' : 'sqlite:db.sqlite3'
  }
  for (const [name, url] of Object.entries(urls)) urls[name] = fromFolder(url, dir)
  return urls
}

/** A relative SQLite path means the project's folder, not the one that a command was called in. */
export function fromFolder(url: string, dir: string): string {
  const path = /^sqlite:(?!:memory:)(?!\/\/)(.+)$/.exec(url)?.[1]
  return path === undefined || isAbsolute(path) ? url : `sqlite:${join(dir, path)}`
}
