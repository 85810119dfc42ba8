import { Local } from '../../base/context/index.ts'
import { cacheReads, mails, queries, renderedTemplates, renderings, taskRuns } from '../../base/events/index.ts'
import { mask, soundsSecret, withoutSecrets } from '../../base/log/index.ts'
import { type HttpRequest, loggedPath, type Middleware } from '../../web/http/index.ts'
import { preview } from './preview.ts'
import { type Recording, Recordings } from './recording.ts'

export interface RecorderOptions {
  /** Beginnings of paths that nobody wants to look at: those of static files. */
  readonly ignore: readonly string[]
}

export interface Recorder {
  readonly recordings: Recordings
  /** Records what requests do; put it around everything that is to be seen. */
  readonly middleware: Middleware
  close(): void
}

/** The recording of the request that is being answered here. */
const current = new Local<Recording>()

/** What a page of the request may tell about it, where it is recorded. */
export function currentRecording(): Recording | undefined {
  return current.get()
}

const mostQueries = 500
const mostTemplates = 100
const mostVariables = 40
const mostNotes = 200

/** Listens to what happens while requests are answered. For development: it costs more than production may pay, and keeps values. */
export function startRecorder({ ignore }: RecorderOptions): Recorder {
  const recordings = new Recordings()
  const ends = [
    queries.trace(({ database, sql, parameters, duration, rows, origin, error }) =>
      add('queries', mostQueries, (recording) => ({
        at: since(recording) - duration,
        duration,
        database,
        sql: sql.slice(0, 10_000),
        rows,
        origin,
        parameters: parameters.slice(0, 50).map((value) => preview('', value)),
        failed: error !== undefined,
      })),
    ),
    renderedTemplates.subscribe(({ name, path, context }) =>
      add('templates', mostTemplates, () => ({ name, path, context: variables(context) })),
    ),
    cacheReads.subscribe(({ cache, kind, key }) =>
      note('cache', `${kind} ${key}${cache === 'default' ? '' : ` (${cache})`}`),
    ),
    mails.subscribe(({ to, subject, error }) =>
      note('mail', `${error === undefined ? '' : 'failed: '}${subject} → ${to.join(', ')}`),
    ),
    taskRuns.subscribe(({ kind, name, queue }) => note('task', `${kind} ${name} (${queue})`)),
    renderings.surround(async ({ template }, work) => {
      const start = performance.now()
      try {
        return await work()
      } finally {
        const duration = performance.now() - start
        add('renderings', mostTemplates, (recording) => ({ at: since(recording) - duration, duration, template }))
      }
    }),
  ]
  return {
    recordings,
    middleware: (request, next) => {
      if (ignore.some((beginning) => request.path.startsWith(beginning))) return next()
      const recording = recordings.add((id) => begun(id, request))
      return current.run(recording, async () => {
        const response = await next()
        const { matched } = request
        recording.route = matched === null ? null : { pattern: matched.route, name: matched.viewName }
        recording.response = {
          status: response.status,
          duration: since(recording),
          headers: shownHeaders(response.headers),
        }
        return response
      })
    },
    close() {
      for (const end of ends) end()
    },
  }
}

const since = ({ start }: Recording): number => performance.now() - start

/** Adds to a list of the current recording, within bounds. */
function add<K extends 'queries' | 'templates' | 'renderings' | 'notes'>(
  list: K,
  most: number,
  make: (recording: Recording) => Recording[K][number],
): void {
  const recording = current.get()
  if (recording === undefined) return
  const found = recording[list] as Recording[K][number][]
  if (found.length >= most) recording.omitted++
  else found.push(make(recording))
}

/** Says what happened at this moment, in the recording of the request that is being answered. */
export function note(what: Recording['notes'][number]['what'], text: string): void {
  add('notes', mostNotes, (recording) => ({ at: since(recording), what, text: text.slice(0, 300) }))
}

function begun(id: number, request: HttpRequest): Recording {
  return {
    id,
    started: new Date(),
    start: performance.now(),
    method: request.method,
    path: loggedPath(request),
    query: [...request.query].slice(0, 50).map(([name, value]) => [name, shownValue(name, value)]),
    headers: shownHeaders(request.headers),
    route: null,
    queries: [],
    templates: [],
    renderings: [],
    notes: [],
    omitted: 0,
    response: null,
  }
}

const shownValue = (name: string, value: string): string =>
  soundsSecret(name) ? mask : withoutSecrets(value).slice(0, 500)

const shownHeaders = (headers: Iterable<readonly [string, string]>): readonly (readonly [string, string])[] =>
  [...headers].slice(0, 60).map(([name, value]) => [name, shownValue(name, value)])

/** The variables of a scope, those that stand around it too. */
function variables(context: Readonly<Record<string, unknown>>): RecordedVariables {
  const found: [string, string][] = []
  for (const name in context) {
    if (found.length === mostVariables) break
    found.push([name, preview(name, context[name])])
  }
  return found
}
type RecordedVariables = readonly (readonly [string, string])[]
