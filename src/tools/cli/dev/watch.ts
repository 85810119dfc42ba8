import { type FSWatcher, watch } from 'node:fs'
import { join, sep } from 'node:path'

/** What a change asks for: a new process, or just a word to the running one. */
export type ChangeKind = 'restart' | 'refresh'

// What a running site writes itself (databases, logs) would reload each page as soon as it is shown.
const ignored =
  /(^|[/\\])(node_modules|\.git|\.nuages|dist|coverage|test-results)([/\\]|$)|\.(sqlite3?|db3?)(-\w+)?$|\.(log|pid|tmp|bak|partial)$|~$|\.sw[a-z]$/
const restarting = /\.(m?[jt]s|json)$|(^|[/\\])\.env(\.\w+)?$/

/** What a change of the file `path` (relative to the project) asks for, or null where it means nothing. */
export function changeKind(path: string): ChangeKind | null {
  if (ignored.test(path)) return null
  if (/(^|[/\\])(static|templates)[/\\]/.test(path)) return 'refresh'
  return restarting.test(path) ? 'restart' : 'refresh'
}

/**
 * Calls `onChange` once for each burst of changes under `dir`: editors write a file in several steps, and version
 * control writes many files at once. Returns a function that stops watching.
 */
export function watchProject(dir: string, onChange: (kind: ChangeKind, paths: readonly string[]) => void): () => void {
  const paths = new Map<string, ChangeKind>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    const restart = [...paths.values()].includes('restart')
    const changed = [...paths.keys()].map((path) => join(dir, path))
    paths.clear()
    onChange(restart ? 'restart' : 'refresh', changed)
  }
  const watcher: FSWatcher = watch(dir, { recursive: true }, (_event, name) => {
    if (name === null) return
    const kind = changeKind(name.split(sep).join('/'))
    if (kind === null) return
    paths.set(name, kind)
    clearTimeout(timer)
    timer = setTimeout(flush, 60)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
