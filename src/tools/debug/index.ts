import type { Middleware } from '../../web/http/index.ts'
import { isSuspicious, requestPages, requestsPrefix, summary } from './pages.ts'
import { currentRecording, type RecorderOptions, startRecorder } from './recorder.ts'

export interface DebugPages {
  /** From the outermost. */
  readonly middleware: readonly Middleware[]
  close(): void
}

/**
 * Records what requests do, and shows it at `/__nuages__/requests/`. For development only. `guard` stands before the pages, which stand outside of all
 * else: it lets nobody read them who comes by the name of another site.
 */
export function debugPages({ ignore, guard }: RecorderOptions & { readonly guard: Middleware }): DebugPages {
  const { recordings, middleware, close } = startRecorder({ ignore: ['/__nuages__/', ...ignore] })
  return { middleware: [requestPages(recordings, guard), middleware], close }
}

/** What a page says about the request that made it: where to look, in a few words, and whether somebody should. Null where nobody records. */
export function pageSummary(): { readonly href: string; readonly text: string; readonly suspicious: boolean } | null {
  const recording = currentRecording()
  if (recording === undefined) return null
  return { href: `${requestsPrefix}${recording.id}/`, text: summary(recording), suspicious: isSuspicious(recording) }
}
