#!/usr/bin/env node
// npm create nuages [folder] [--nuages SPEC]: writes a new project and says how to go on.
import { relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 7)) {
  console.error(`nuages needs Node 24.7 or later; this is ${process.version}.`)
  process.exit(1)
}

const usage = `Usage: npm create nuages [folder] [-- --nuages SPEC]

  folder         the folder to make; asked for where it is missing
  --nuages SPEC  what package.json asks for: a version range, or a path to a tarball`

let parsed
try {
  parsed = parseArgs({
    allowPositionals: true,
    options: { nuages: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
} catch (error) {
  console.error(`${error.message}\n\n${usage}`)
  process.exit(2)
}
if (parsed.values.help) {
  console.log(usage)
  process.exit(0)
}

let [folder] = parsed.positionals
if (folder === undefined) {
  if (!process.stdin.isTTY) {
    console.error(`There is no terminal to ask for the folder.\n\n${usage}`)
    process.exit(2)
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  folder = (await prompt.question('Folder of the new project (my-site): ')).trim() || 'my-site'
  prompt.close()
}

const { createProject } = await import('nuages/scaffold')
try {
  const project = await createProject({ dir: folder, ...(parsed.values.nuages && { nuages: parsed.values.nuages }) })
  console.log(`${project.name}: ${project.files.length} files.

  cd ${relative(process.cwd(), project.dir) || '.'}
  npm install
  npm run dev`)
} catch (error) {
  console.error(error.hint === undefined ? error : `${error.message} ${error.hint}`)
  process.exit(1)
}
