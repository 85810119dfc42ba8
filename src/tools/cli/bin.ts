#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 24 || (major === 24 && minor < 7)) {
  process.stderr.write(
    `nuages needs Node 24.7 or later; this is ${process.version}. Install it from https://nodejs.org, or with your version manager.\n`,
  )
  process.exitCode = 1
} else {
  // The next command starts in half the time: https://nodejs.org/api/module.html#module-compile-cache
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
}

export {}
