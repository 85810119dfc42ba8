import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createProject } from '../../src/tools/scaffold/index.ts'
import { root } from './files.ts'
import { type CommandResult, runInProcess } from './in-process.ts'
import { temporaryFolder, userEnvironment } from './packages.ts'

/** A scaffolded project in a temporary folder that runs on the sources of this repository. */
export interface ScratchProject {
  readonly dir: string
  /** Runs `nuages …` in it, in this process: where it does not matter what a process of its own would do. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>
  /** Runs `nuages …` in it to its end as a process of its own; `input` is piped in. */
  nuages(args: readonly string[], env?: Readonly<Record<string, string>>, input?: string): CommandResult
  /** The command line that starts `nuages …`, for a process that goes on running. */
  command(args: readonly string[]): readonly [string, readonly string[]]
  remove(): void
}

export async function scratchProject(): Promise<ScratchProject> {
  const folder = temporaryFolder('project')
  const { dir } = await createProject({ dir: join(folder, 'my-site') })
  mkdirSync(join(dir, 'node_modules'))
  symlinkSync(root, join(dir, 'node_modules', 'nuages'), 'junction')
  const bin = join(root, 'src', 'tools', 'cli', 'bin.ts')
  const command = (args: readonly string[]) => [process.execPath, ['--conditions=nuages-source', bin, ...args]] as const
  return {
    dir,
    command,
    run: (args, env) => runInProcess(dir, args, env),
    nuages(args, env = {}, input = '') {
      const [program, all] = command(args)
      const { status, stdout, stderr } = spawnSync(program, all, {
        cwd: dir,
        env: userEnvironment(env),
        encoding: 'utf8',
        input,
        timeout: 60_000,
      })
      return { code: status, out: stdout, err: stderr }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
