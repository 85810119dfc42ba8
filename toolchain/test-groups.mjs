// Which test files run in one process. Half of the time of a small file is spent reading the framework, so the files of a
// folder share a process; each still runs alone with `node --test FILE`.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The most files that share a process: what one of the two processes may still have to do when the other is done. */
const limit = 12

/** Hooks around every test of a file would run around those of its neighbours. */
const hooksAround = /^(?:beforeEach|afterEach)\(/m

/** What a test says that counts processes, folders, memory or time, or changes its own process for good. */
const ownProcess = /^\/\/ In a process of its own: /m

/** Folders whose tests start processes, browsers and servers: a process more is nothing to them. */
const whole = /^test\/(?:e2e|house|integration\/(?!postgres|mariadb))/

const alone = (file) => {
  if (whole.test(file.split(sep).join('/'))) return true
  const text = readFileSync(file, 'utf8')
  return hooksAround.test(text) || ownProcess.test(text)
}

/**
 * The test files that a run starts, each in a process: those of `patterns` that stand alone, and one per group, which is
 * written to `folder`.
 */
export function testProcesses(patterns, folder) {
  const single = []
  const groups = new Map()
  for (const file of globSync(patterns).sort()) {
    if (alone(file)) single.push(file)
    else groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file])
  }
  for (const [path, files] of [...groups]) {
    if (files.length > 1) continue
    groups.delete(path)
    const above = join(dirname(path), 'others')
    groups.set(above, [...(groups.get(above) ?? []), ...files])
  }
  const grouped = [...groups].flatMap(([path, files]) => {
    if (files.length === 1) return files
    const count = Math.ceil(files.length / limit)
    return Array.from({ length: count }, (_, part) => {
      const some = files.filter((_, at) => at % count === part)
      const name = `${relative('test', path).split(sep).join('-')}-${part + 1}.mjs`
      writeFileSync(join(folder, name), groupText(some))
      return join(folder, name)
    })
  })
  return [...single, ...grouped]
}

/** A module that reads all of `files` before the first of their tests starts. */
function groupText(files) {
  const addresses = files.map((file) => `  [${JSON.stringify(file)}, ${JSON.stringify(pathToFileURL(file).href)}],`)
  return `import { before, test } from 'node:test'

const read = Promise.withResolvers()
before(() => read.promise)
for (const [name, address] of [
${addresses.join('\n')}
]) {
  try {
    await import(address)
  } catch (error) {
    test(name, () => {
      throw error
    })
  }
}
read.resolve()
`
}
