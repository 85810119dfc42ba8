import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './files.ts'
import { packageTypes } from './package-types.ts'
import { toolPath } from './packages.ts'

/** A class of a file that was written; its rows are not known to the compiler. */
// biome-ignore lint/suspicious/noExplicitAny: the tests ask models that no type knows
export type AnyModel = any

/** Files of models that were written from databases: checked together, then imported as a program imports them. */
export class InspectedFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'nuages-inspected-'))
  readonly #names: string[] = []

  constructor() {
    mkdirSync(join(this.folder, 'node_modules'))
    symlinkSync(root, join(this.folder, 'node_modules', 'nuages'))
    symlinkSync(join(root, 'node_modules', '@types'), join(this.folder, 'node_modules', '@types'))
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}')
    writeFileSync(
      join(this.folder, 'biome.json'),
      readFileSync(join(root, 'biome.json'), 'utf8').replace(/"vcs".*\n/, ''),
    )
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  add(name: string, source: string): void {
    this.#names.push(name)
    writeFileSync(join(this.folder, `${name}.ts`), source)
  }

  /** Imports the classes of one file. */
  async load(name: string): Promise<Record<string, AnyModel>> {
    return (await import(join(this.folder, `${name}.ts`))) as Record<string, AnyModel>
  }

  /** Fails where the compiler finds a mistake in one of the files. */
  checkTypes(): void {
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
      compilerOptions: object
    }
    const config = { compilerOptions: { ...compilerOptions, ...packageTypes }, include: ['*.ts'] }
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify(config))
    const { status, stdout } = spawnSync(toolPath('tsc'), ['-p', this.folder], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  }

  /** Fails where Biome would lay one of the files out in another way, or warns of it. */
  checkLayout(): void {
    const files = this.#names.map((name) => `${name}.ts`)
    const args = ['check', '--error-on-warnings', '--colors=off', ...files]
    const { status, stdout, stderr } = spawnSync(toolPath('biome'), args, { encoding: 'utf8', cwd: this.folder })
    assert.equal(status, 0, stdout + stderr)
  }
}
