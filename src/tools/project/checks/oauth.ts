import { leftOut, oauthService } from '../../../apps/oauth/index.ts'
import type { Finding } from '../../../base/checks/index.ts'
import { use } from '../../../base/context/index.ts'
import { tryReverse } from '../../../web/http/index.ts'
import type { ProjectOptions } from '../definition.ts'

/** What stands in the way of logging in with providers. */
export function checkOAuth({ oauth = { providers: {} } }: ProjectOptions): readonly Finding[] {
  const findings: Finding[] = leftOut(oauth, use(oauthService)).map((name) => ({
    id: 'oauth.W001',
    level: 'warning',
    message: `The provider '${name}' is not offered: it has no client id. In production the project does not start without one`,
    hint: `Register the application with it, and set \`OAUTH_${name.toUpperCase().replaceAll('-', '_')}_CLIENT_ID\` and \`…_SECRET\`.`,
    where: `oauth.providers['${name}']`,
  }))
  if (tryReverse('oauth:list') === null)
    findings.push({
      id: 'oauth.E001',
      level: 'error',
      message: 'The project has `oauthApp`, and no pages to log in with providers',
      hint: "Add `path('account/linked/', include(oauthUrls, { namespace: 'oauth' }))` to its `urls`.",
      where: 'urls',
    })
  return findings
}
