import type { Command } from 'commander'
import { loadDefinition, type OpenOptions, openProject, type Project } from '../project/index.ts'

/** The folder that `--dir` names, wherever on the line it was given. */
export function projectDir(command: Command): string {
  return (command.optsWithGlobals() as { dir: string }).dir
}

/** Opens the project of the command's folder, runs `work` in it and closes it again. */
export async function withProject<R>(
  command: Command,
  work: (project: Project) => Promise<R>,
  options: OpenOptions = {},
): Promise<R> {
  const { definition, dir } = await loadDefinition(projectDir(command))
  await using project = await openProject(definition, { dir, ...options })
  return await project.run(() => work(project))
}
