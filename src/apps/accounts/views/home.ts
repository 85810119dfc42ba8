import { tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { userOf } from '../../auth/index.ts'
import { shown } from '../json.ts'
import { accountPage } from '../page.ts'
import { accountSectionsService } from '../sections.ts'

/** The page of one's own account: a line for each thing that has a page of its own. */
export async function homePage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const sections: { name: string; title: string; summary: string; url: string }[] = []
  for (const section of tryUse(accountSectionsService) ?? []) {
    const url = section.url()
    if (url === null) continue
    const { name } = section
    sections.push({ name, title: section.title(), summary: await section.summary(request, user), url })
  }
  const { username, email, firstName, lastName } = user
  return shown(
    request,
    () => ({ user: { username, email, firstName, lastName }, sections }),
    () => accountPage(request, 'accounts/home.html', { sections }),
  )
}
