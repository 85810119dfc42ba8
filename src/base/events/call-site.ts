import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the framework's own modules: `src` in the sources, `dist` in what is published. */
const own = join(import.meta.dirname, '..', '..', sep)
/** How deep the program may stand below the framework's own functions. */
const depth = 40

/**
 * Where in the program the code that runs was called from: 'news/views.ts:12:20', relative to the current folder. Frames of the
 * framework, of packages and of Node are passed over. Null where the stack has no other: behind an `await`, it may not.
 */
export function callSite(): string | null {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = depth
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, callSite)
  Error.stackTraceLimit = before
  for (const line of (holder.stack ?? '').split('\n')) {
    const place = /(?: \(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\).+:\d+:\d+)\)?$/.exec(line)?.[1]
    if (place === undefined) continue
    const path = place.startsWith('file:') ? pathOf(place) : place
    if (!path.startsWith(own) && !/[\\/]node_modules[\\/]/.test(path)) return relative(process.cwd(), path)
  }
  return null
}

function pathOf(place: string): string {
  const [, url, position] = /^(.+?)(:\d+:\d+)$/.exec(place)!
  return `${fileURLToPath(url!)}${position}`
}
