import type { Mode } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** In development: pages that show what requests did. Nothing of them is loaded elsewhere. */
export async function projectDebug(options: ProjectOptions, mode: Mode): Promise<Brought> {
  if (mode !== 'development' || options.debugPages === false) return {}
  const { debugPages } = await import('../debug/index.ts')
  const { middleware, close } = debugPages({ ignore: [options.static?.prefix ?? '/static/'] })
  return { outermost: middleware, close }
}
