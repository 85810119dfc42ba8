import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../../../base/checks/index.ts'
import { isStaticPath, locateIn, readManifest, rootOf } from '../../../../web/http/index.ts'
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
  if (stale.length === 0) return []
  const others = stale.length > 3 ? ` and ${stale.length - 3} more` : ''
  const message = `Files have changed since they were collected: ${stale.slice(0, 3).join(', ')}${others}.`
  const findings: Finding[] = [finding('warning', 'deploy.W018', 'static', message, collect)]
  return findings
}

async function isSame(source: { path: string; size: number; mtimeMs: number }, copy: string): Promise<boolean> {
  const found = await stat(copy).catch(() => null)
  if (found === null || found.size !== source.size) return false
  if (Math.floor(found.mtimeMs) === Math.floor(source.mtimeMs)) return true
  return (await readFile(source.path)).equals(await readFile(copy))
}
