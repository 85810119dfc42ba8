import { execFile } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, parse, resolve } from 'node:path'
import type { Meaning, TemplateChecks, TemplateFinding, TemplateSet } from '../../../web/templates/index.ts'
import { formsModule, type Generated, generateCopy, generateRegistered, type Module, preludeName } from './generate.ts'
import { scanModule } from './scan.ts'
import type { SourceFile } from './sources.ts'

/** What became of the check of types: what it found, or why it could not look. */
export interface TypeCheck {
  readonly findings: readonly TemplateFinding[]
  /** One line for people: that there is no compiler, or what the compiler said of the project instead. */
  readonly note: string | null
  /** How many templates were followed with a context. */
  readonly contexts: number
}

/**
 * Follows every context that the project's modules give to `render` through its template: one run of the project's own
 * TypeScript over copies of those modules, in a temporary folder inside of the project (so that packages are found), which
 * is removed at the end. `processors` says whether the project has context processors of its own.
 */
export async function checkTypes(
  dir: string,
  sources: readonly SourceFile[],
  set: TemplateSet,
  checks: TemplateChecks,
  { processors }: { readonly processors: boolean },
): Promise<TypeCheck> {
  const modules = scanModules(sources)
  const registered = new Set(modules.flatMap(({ scanned }) => scanned.registered))
  // Names from processors that no type speaks of could be any.
  const shared = !processors || modules.some(({ scanned }) => scanned.shares)
  const write = checks.TypeWriter.write
  const generated = [
    generateRegistered(registered, set, { shared, write }),
    ...modules.map((module) => generateCopy(module, set, { registered, shared, write })),
  ].filter((each) => each !== null)
  if (generated.length === 0) return { findings: [], note: null, contexts: 0 }
  const compiler = findCompiler(dir)
  if (compiler === null) {
    const note =
      'The contexts of templates were not checked: TypeScript is not installed (npm install --save-dev typescript).'
    return { findings: [], note, contexts: 0 }
  }
  const parent = join(dir, '.nuages')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'check-'))
  const running = new AbortController()
  const release = onEnd(() => {
    running.abort()
    rmSync(folder, { recursive: true, force: true })
  })
  try {
    const augmenting = modules.filter(({ scanned }) => scanned.augments).map(({ path }) => join(dir, path))
    await writeFile(join(folder, `${preludeName}.ts`), checks.prelude)
    await writeProject(dir, folder, [...generated, formsModule], augmenting)
    const output = await run(compiler, folder, running.signal)
    return { ...read(output, folder, generated, checks), contexts: countContexts(generated) }
  } finally {
    release()
    await rm(folder, { recursive: true, force: true })
    // Stays where something else is in it.
    await rmdir(parent).catch(() => {})
  }
}

const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `clean` where the process is told to end, and lets it end as if nobody listened. */
function onEnd(clean: () => void): () => void {
  const release = () => {
    for (const each of ends) process.off(each, ended)
  }
  const ended = (signal: NodeJS.Signals) => {
    release()
    clean()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  for (const each of ends) process.on(each, ended)
  return release
}

/** The modules that say something of templates. */
function scanModules(sources: readonly SourceFile[]): readonly Module[] {
  const modules = sources.map(({ path, source }) => ({ path, source, scanned: scanModule(source) }))
  return modules.filter(({ scanned }) => scanned.calls.length > 0 || scanned.augments || scanned.registered.length > 0)
}

/** TypeScript's command where the project, or a folder above, has it. */
function findCompiler(dir: string): string | null {
  try {
    const found = createRequire(join(dir, 'package.json')).resolve('typescript/package.json')
    const command = join(dirname(found), 'bin', 'tsc')
    return existsSync(command) ? command : null
  } catch {
    return null
  }
}

function nearestConfiguration(dir: string): string | null {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    const file = join(folder, 'tsconfig.json')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) return null
  }
}

/** Options of a project that mean its own output, and are errors where there is none. */
const aboutWriting = [
  'declaration',
  'declarationDir',
  'declarationMap',
  'emitDeclarationOnly',
  'isolatedDeclarations',
  'outDir',
  'outFile',
  'tsBuildInfoFile',
]

async function writeProject(
  dir: string,
  folder: string,
  generated: readonly Generated[],
  augmenting: readonly string[],
): Promise<void> {
  const base = nearestConfiguration(dir)
  for (const { path, code } of generated) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), code)
  }
  const defaults = { target: 'esnext', module: 'nodenext', strict: true, erasableSyntaxOnly: true }
  const configuration = {
    ...(base !== null && { extends: base }),
    compilerOptions: {
      ...(base === null && defaults),
      rootDirs: [dir, folder],
      rootDir: parse(dir).root,
      ...Object.fromEntries(aboutWriting.map((name) => [name, null])),
      allowImportingTsExtensions: true,
      noEmit: true,
      composite: false,
      incremental: false,
      skipLibCheck: true,
      strictNullChecks: true,
      noImplicitAny: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
      noUncheckedIndexedAccess: false,
      noPropertyAccessFromIndexSignature: false,
      allowUnusedLabels: true,
      allowUnreachableCode: true,
    },
    files: [...generated.map(({ path }) => join(folder, path)), ...augmenting],
    include: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
}

function run(compiler: string, folder: string, signal: AbortSignal): Promise<string> {
  return new Promise((done, refuse) => {
    const options = { cwd: folder, maxBuffer: 256 * 2 ** 20, signal }
    execFile(
      process.execPath,
      [compiler, '-p', 'tsconfig.json', '--pretty', 'false'],
      options,
      (error, stdout, stderr) => {
        // A compiler that found something ends with a code of its own; one that could not start has none.
        if (error !== null && typeof error.code !== 'number') refuse(error)
        else done(stdout + stderr)
      },
    )
  })
}

function read(
  output: string,
  folder: string,
  generated: readonly Generated[],
  { findingFor, parseDiagnostics }: TemplateChecks,
): Omit<TypeCheck, 'contexts'> {
  const { located, other } = parseDiagnostics(output)
  const byFile = new Map(generated.map((each) => [resolve(folder, each.path), each]))
  const findings: TemplateFinding[] = []
  const seen = new Set<string>()
  for (const diagnostic of located) {
    const meaning = byFile.get(resolve(folder, diagnostic.file))?.meanings.get(diagnostic.line)
    const finding = meaning === undefined ? null : findingFor(diagnostic, meaning)
    if (finding === null) continue
    const { id, position, origin } = finding
    const key = `${id} ${position} ${origin.path ?? origin.name}`
    if (seen.has(key)) continue
    seen.add(key)
    findings.push(finding)
  }
  const note = other.length === 0 ? null : `The contexts of templates were not checked: ${other[0]}`
  return { findings, note }
}

function countContexts(generated: readonly Generated[]): number {
  const rendered = (meanings: ReadonlyMap<number, Meaning>) => [...meanings.values()].map((each) => each.rendered)
  return new Set(generated.flatMap(({ meanings }) => rendered(meanings))).size
}
