import type { Finding } from '../../../base/checks/index.ts'
import { didYouMean } from '../../../base/errors/index.ts'
import { storagesService } from '../../../data/files/index.ts'
import { fileFields } from '../../../data/orm/index.ts'
import type { Project } from '../project.ts'

/** File fields whose storage the project does not have: the first upload would fail. */
export function checkFileFields({ orm, scope }: Project): readonly Finding[] {
  const storages = scope.services.get(storagesService.id) as ReadonlyMap<string, unknown> | undefined
  if (storages === undefined) return []
  return fileFields(orm)
    .filter(({ storage }) => !storages.has(storage))
    .map(({ model, property, storage }) => ({
      id: 'files.E001',
      level: 'error' as const,
      message: `The project has no storage '${storage}'${didYouMean(storage, [...storages.keys()])}.`,
      hint: `Add it to \`files\` of the project, or name one that is there: ${[...storages.keys()].join(', ')}.`,
      where: `${model}.${property}`,
    }))
}
