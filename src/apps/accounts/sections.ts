import { type Service, service } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import type { AnyUser } from '../auth/index.ts'

/** A line on the page of one's own account, with a page of its own behind it: 'Two-step verification · on'. */
export interface AccountSection {
  /** Unique in the project: 'second-factor'. */
  readonly name: string
  /** In the language in force. */
  title(): string
  /** How things stand for this user, in a few words. */
  summary(request: HttpRequest, user: AnyUser): string | Promise<string>
  /** Null: the project has not mounted the page, and the line is left out. */
  url(): string | null
}

/** The sections of the current project, in the order in which the page has them. */
export const accountSectionsService: Service<readonly AccountSection[]> =
  service<readonly AccountSection[]>('sections of the account page')
