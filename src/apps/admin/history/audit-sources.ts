import { type Service, service, tryUse } from '../../../base/context/index.ts'
import type { Label } from '../../../base/schema/index.ts'

/** What is asked of a source of the audit log. */
export interface AuditQuery {
  /** Keys of people whose doing is wanted; null for everybody's. */
  readonly people: readonly unknown[] | null
  readonly from: Date | null
  /** Before this moment. */
  readonly to: Date | null
  /** Only what stands after this in the order of the log: newest first, then by descending id; `id` null for all of that moment. */
  readonly after: { readonly time: Date; readonly id: string | null; readonly withTime: boolean } | null
  readonly limit: number
}

/** One line of the audit log that is no change of a row. */
export interface AuditLine {
  readonly id: string
  readonly time: Date
  /** Whose account it concerns, as a key, and by name. */
  readonly userKey: unknown
  readonly userName: string
  /** What happened: 'Logged in'. */
  readonly what: Label
  /** From where, with what. */
  readonly about: string
}

/** What another app knows that belongs into the audit log: log-ins. */
export interface AuditSource {
  readonly name: string
  /** What its lines are called together. */
  readonly label: Label
  /** Who may read them, beside superusers: 'accounts.view_authevent'. */
  readonly permission: string
  /** The newest lines, in order. */
  read(query: AuditQuery): Promise<readonly AuditLine[]>
}

/** What other apps bring into the audit log of the admin. */
export const auditSourcesService: Service<readonly AuditSource[]> =
  service<readonly AuditSource[]>('sources of the audit log')

export function auditSources(): readonly AuditSource[] {
  return tryUse(auditSourcesService) ?? []
}
