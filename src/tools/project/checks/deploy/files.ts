import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Finding } from '../../../../base/checks/index.ts'
import { FileSystemStorage, MemoryStorage, type Storage, storagesService } from '../../../../data/files/index.ts'
import { isPrivate } from '../../files.ts'
import { staticPlaces } from '../../static.ts'
import { type DeployCheck, finding } from './facts.ts'

/** Whether stored files stay, can be written, and lie where nobody else serves them. */
export const checkFiles: DeployCheck = async ({ project, options }) => {
  const storages = project.scope.services.get(storagesService.id) as ReadonlyMap<string, Storage> | undefined
  const findings: Finding[] = []
  const { dirs, root } = staticPlaces(options, project.dir, project.apps)
  const served = await Promise.all(
    [root, ...dirs.map((each) => (typeof each === 'string' ? each : each.dir))].map(real),
  )
  const roots = new Map<string, string>()
  for (const [name, storage] of storages ?? [])
    if (storage instanceof FileSystemStorage) roots.set(name, await real(storage.root))
  for (const [name, storage] of storages ?? []) {
    const where = `files.${name}`
    if (storage instanceof MemoryStorage) {
      const message = `The storage '${name}' is in memory: its files are gone when the process ends, and other processes do not see them.`
      findings.push(
        finding(
          'error',
          'deploy.E004',
          where,
          message,
          'Give it a folder or a bucket; FILES_URL sets the default one.',
        ),
      )
      continue
    }
    const place = roots.get(name)
    if (place === undefined) continue
    if (served.some((each) => isIn(place, each) || isIn(each, place))) {
      const message = `The storage '${name}' in ${place} and static files lie in one another: what visitors send would be served as part of the site.`
      findings.push(finding('error', 'deploy.E005', where, message, 'Give it a folder of its own.'))
    }
    for (const [other, outer] of roots) {
      if (other === name || !isPrivate(options, name) || isPrivate(options, other) || !isIn(place, outer)) continue
      const message = `The private storage '${name}' lies in the folder of '${other}', which everybody may read.`
      findings.push(finding('error', 'deploy.E006', where, message, 'Give it a folder beside the other one.'))
    }
    if (!(await isWritable(place))) {
      const message = `The process may not write into ${place}, where the storage '${name}' is.`
      findings.push(finding('error', 'deploy.E007', where, message, 'Give the folder to the user that runs the site.'))
    }
  }
  return findings
}

/** The path without links, as far as it is there. */
async function real(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch {
    const above = dirname(absolute)
    return above === absolute ? absolute : resolve(await real(above), relative(above, absolute))
  }
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Of a folder that is not there yet: whether it can be made. */
async function isWritable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await access(at, constants.W_OK | constants.X_OK)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(at) === at) return false
    }
  }
}
