import type { HttpRequest } from '../../../web/http/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import type { FlowSecrets } from '../providers/client.ts'

const name = '_nuages_oauth'
/** Seconds in which a visitor comes back from the provider. */
const patience = 600
/** How many may be under way in one session: tabs that were left open. */
const most = 5

/** A log-in that is under way: what the session keeps until the provider sends the visitor back. */
export interface KeptFlow extends FlowSecrets {
  readonly provider: string
  /** Somebody logs in, links an account to theirs, or shows once more who they are. */
  readonly purpose: 'login' | 'link' | 'reauthenticate'
  /** The key of who is logged in already; null for 'login'. */
  readonly user: string | null
  readonly next: string | null
  readonly remember: boolean | null
  /** Seconds since 1970. */
  readonly since: number
}

const seconds = () => Math.floor(Date.now() / 1000)
const young = (flow: KeptFlow) => seconds() - flow.since <= patience

export async function keepFlow(request: HttpRequest, flow: Omit<KeptFlow, 'since'>): Promise<void> {
  const session = sessionOf(request)
  const before = ((await session.get<readonly KeptFlow[]>(name)) ?? []).filter(young)
  await session.set(name, [...before.slice(1 - most), { ...flow, since: seconds() }])
}

/** The log-in that a state belongs to, once: it is forgotten with it. Null where there is none, of this provider, that is young enough. */
export async function takeFlow(request: HttpRequest, provider: string, state: string): Promise<KeptFlow | null> {
  const session = sessionOf(request)
  const kept = (await session.get<readonly KeptFlow[]>(name)) ?? []
  const flow = kept.find((each) => each.state === state)
  if (flow === undefined) return null
  const rest = kept.filter((each) => each !== flow && young(each))
  if (rest.length > 0) await session.set(name, rest)
  else await session.delete(name)
  return flow.provider === provider && young(flow) ? flow : null
}
