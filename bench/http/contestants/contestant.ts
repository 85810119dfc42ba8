import type { Hub } from '../hub.ts'

export interface Settings {
  /** How many routes there are that are never asked for. */
  readonly others: number
  /** The folder with `site.css`, which is served under /static/. */
  readonly dir: string
  /** What nuages adds to its answers: bare node:http sends the same. */
  readonly headers: Readonly<Record<string, string>>
  /** What is published to streams of events. */
  readonly hub: Hub
}

/** Starts one server of the comparison on a free port of 127.0.0.1, and gives the port. */
export type Start = (settings: Settings) => Promise<number>

/** The routes that are never asked for, ten in an area, each with a parameter: '/area7/42/leaf3/'. */
export function otherRoutes(count: number): { readonly area: string; readonly leaf: string }[] {
  return Array.from({ length: count }, (_, i) => ({ area: `area${Math.floor(i / 10)}`, leaf: `leaf${i % 10}` }))
}

/** A package that may not be installed, and so has no types here. */
export const peer = (name: string) => import(name)
