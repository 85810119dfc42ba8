import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isStaticPath, locateIn, manifestName, type Root, readManifest, rootOf } from '../../../../web/http/index.ts'
import { staticPlaces } from '../../static.ts'
import { type DeployCheck, finding } from './facts.ts'

const collect = 'Run `npx nuages collectstatic` where the new version is built.'

/** Whether static files are collected, and are those of this version. */
export const checkStatic: DeployCheck = async ({ project, options }) => {
  const { dirs, root } = staticPlaces(options, project.dir, project.apps)
  const manifest = readManifest(root)
  if (manifest === null) {
    const message = `There is no manifest in ${root}: files are served from where they lie, and browsers ask for each every time.`
    return [finding('warning', 'deploy.W017', 'static', message, collect)]
  }
  const roots = dirs.map(rootOf)
  const stale: string[] = []
  for (const name of manifest.paths.keys()) {
    if (!isStaticPath(name)) continue
    for (const each of roots) {
      const source = await locateIn(each, name)
      if (source === null) continue
      if (!(await isSame(source, join(root, name)))) stale.push(name)
      break
    }
  }
  const { mtimeMs: collected } = await stat(join(root, manifestName))
  for (const each of roots) {
    for (const name of await newFiles(each, collected)) if (!manifest.paths.has(name)) stale.push(name)
  }
  if (stale.length === 0) return []
  const others = stale.length > 3 ? ` and ${stale.length - 3} more` : ''
  const message = `Files have changed or were added since files were collected: ${stale.slice(0, 3).join(', ')}${others}.`
  return [finding('warning', 'deploy.W018', 'static', message, collect)]
}

/** The names of files that were written after this time. Older ones that were not collected were left out on purpose. */
async function newFiles({ dir, prefix }: Root, since: number): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  const names: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(dir, path).split(sep).join('/')
    if (!isStaticPath(name) || name.endsWith('~')) continue
    const found = await stat(path).catch(() => null)
    if (found !== null && found.mtimeMs > since) names.push(`${prefix}${name}`)
  }
  return names
}

async function isSame(source: { path: string; size: number; mtimeMs: number }, copy: string): Promise<boolean> {
  const found = await stat(copy).catch(() => null)
  if (found === null || found.size !== source.size) return false
  if (Math.floor(found.mtimeMs) === Math.floor(source.mtimeMs)) return true
  return (await readFile(source.path)).equals(await readFile(copy))
}
