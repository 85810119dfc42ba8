import { service, use } from '../../base/context/index.ts'
import { filesErrors } from './errors.ts'
import type { Storage } from './storage.ts'

/** The project's storages by name; 'default' is the one for whoever names none. */
export type Storages = ReadonlyMap<string, Storage>

export const storagesService = service<Storages>('storages')

/** The current project's storage of this name. Throws `NUAGES_FILES_UNKNOWN_STORAGE`, or `NUAGES_CONTEXT_NO_PROJECT` outside of a project. */
export function storage(name = 'default'): Storage {
  const storages = use(storagesService)
  const found = storages.get(name)
  if (found === undefined) throw filesErrors.UNKNOWN_STORAGE({ name, known: [...storages.keys()] })
  return found
}
