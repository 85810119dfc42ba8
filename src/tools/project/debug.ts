import type { Environment } from '../../base/settings/index.ts'
import { allowedHosts } from '../../web/security/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import { hostsOf } from './middleware.ts'

/** In development: pages that show what requests did. Nothing of them is loaded elsewhere. */
export async function projectDebug(options: ProjectOptions, environment: Environment): Promise<Brought> {
  if (environment.mode !== 'development' || options.debugPages === false) return {}
  const { debugPages } = await import('../debug/index.ts')
  const { middleware, close } = debugPages({
    ignore: [options.static?.prefix ?? '/static/'],
    guard: allowedHosts(hostsOf(options, environment)),
  })
  return { outermost: middleware, close }
}
