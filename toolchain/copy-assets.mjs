// Copies what tsc leaves behind (templates, locale files) from src to dist, under the same paths.
import { cpSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
cpSync(join(root, 'src'), join(root, 'dist'), {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !/\.(ts|mts)$/.test(path),
})
