import { ValidationError } from '../../../base/schema/index.ts'
import { type HttpRequest, redirect, tryReverse } from '../../../web/http/index.ts'
import { gettext, gettextLazy } from '../../../web/i18n/index.ts'
import {
  LoginForm,
  loggedInUser,
  loginNameLabel,
  loginNameLength,
  loginRefusal,
  logout,
  safeNext,
  signIn,
} from '../../auth/index.ts'
import { passwordNames } from '../form/new-user.ts'
import { fill } from '../format.ts'
import { plainPage } from '../page.ts'
import { park } from '../parked.ts'
import { type AdminRequest, mayComeIn, userOf } from '../request.ts'

const refusal = gettextLazy(
  'That user name and password do not open this administration. Mind upper and lower case in both.',
)

/** Logging in: asks for name and password, and goes on to where the visitor wanted to go. */
export async function loginView(admin: AdminRequest): Promise<Response> {
  const { request } = admin
  const sent = request.method === 'POST' ? await request.form() : null
  const next = nextUrl(admin, sent?.get('next') ?? request.query.get('next'))
  if (sent === null) {
    const current = await userOf(request)
    if (current !== null && (await mayComeIn(admin, current))) return redirect(next)
    const other =
      current === null
        ? ''
        : fill(gettext('You are logged in as %(name)s, who may not enter here. Log in as somebody else.'), {
            name: String(current),
          })
    return draw(admin, { next, refused: other })
  }
  const username = String(sent.get('username') ?? '')
  const entered = await enter(admin, username, sent.get('password'), next)
  if (typeof entered === 'string') return redirect(entered, { status: 303 })
  return draw(admin, { next, username, ...entered })
}

/** Why somebody is not let in, and how that is answered. */
interface Problem {
  readonly refused: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Logs somebody in who may enter, and gives where to go on: `next`, or the page of a step that comes before it. Else what is wrong: name and
 * password are not those of one, or were tried too often.
 */
async function enter(
  { request, site }: AdminRequest,
  username: string,
  password: unknown,
  next: string,
): Promise<Problem | string> {
  const form = new LoginForm({
    request,
    data: { username, password: String(password ?? '') },
    async check(user) {
      if (!(await site.canEnter(user, request))) throw new ValidationError(String(refusal), { code: 'no_staff' })
    },
  })
  if (!(await form.isValid())) {
    const { status, headers } = loginRefusal(form)
    return {
      status,
      headers,
      refused: status === 429 ? (form.errorData()['__all__']?.[0]?.message ?? '') : String(refusal),
    }
  }
  const outcome = await signIn(request, loggedInUser(form)!, { method: 'password', next })
  return outcome.done ? next : outcome.url
}

const noProblem: Problem = Object.freeze({ refused: '', status: 403, headers: {} })

/** Names that no field of a model has. */
const again = { username: '_login_username', password: '_login_password' } as const

/**
 * For a form that came after its session had ended: asks for name and password on a page that holds all that was typed,
 * and which is sent where the form was. Null once they are right: the form can then be taken as it is. Where a step comes first, its page is
 * next, and the form waits in the session; one that is too long for that is shown, to be copied.
 */
export async function loginAgain(admin: AdminRequest): Promise<Response | null> {
  const sent = await admin.request.form()
  const asked = sent.has(again.username)
  const username = String(sent.get(again.username) ?? '')
  const { target } = admin.request
  const entered = asked ? await enter(admin, username, sent.get(again.password), target) : noProblem
  if (entered === target) return null
  const own = new Set<string>([again.username, again.password, 'csrfmiddlewaretoken', ...passwordNames])
  const kept = [...sent.keys()]
    .filter((name) => !own.has(name))
    .flatMap((name) => sent.getAll(name).map((value) => [name, value] as const))
  // The password of a new user is written into no page: the form comes back for it.
  if (passwordNames.some((name) => String(sent.get(name) ?? '') !== '')) kept.push(['_again', '1'])
  if (typeof entered === 'string') {
    const texts = kept.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))
    if (await park(admin, texts)) return redirect(entered, { status: 303 })
    return draw(admin, { refused: '', kept, copy: entered })
  }
  return draw(admin, { username, ...entered, kept, status: entered.status === 429 ? 429 : 403 })
}

interface LoginPage {
  readonly next?: string
  readonly username?: string
  readonly refused: string
  /** What a form was sent with, where this page stands between the form and its saving. */
  readonly kept?: readonly (readonly [string, unknown])[]
  /** Where to go on, after what was typed has been copied: it cannot be kept. */
  readonly copy?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

async function draw(admin: AdminRequest, shown: LoginPage): Promise<Response> {
  const { next = '', username = '', refused, kept, copy = '', status = 200, headers = {} } = shown
  const heading = admin.request.query.has('out') ? gettext('You are logged out') : gettext('Log in')
  const answer = await plainPage(admin, 'login.html', {
    title: gettext('Log in'),
    status,
    context: {
      heading: kept === undefined ? heading : gettext('Log in to save'),
      action: kept === undefined ? '' : admin.request.target,
      next,
      nameLabel: loginNameLabel(),
      names: kept === undefined ? { username: 'username', password: 'password' } : again,
      kept,
      copy,
      username: username.slice(0, loginNameLength()),
      refused,
      resetUrl: kept === undefined ? tryReverse('accounts:reset') : null,
      // Passkeys and providers stand on the page of accounts, which comes back here.
      otherUrl: kept === undefined ? tryReverse('accounts:login', {}, { query: { next } }) : null,
    },
  })
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

/** Where to go after logging in: the page that was asked for, but not one about logging in or out. */
function nextUrl({ request, root }: AdminRequest, asked: unknown): string {
  const next = safeNext(request, asked, root)
  return next.startsWith(`${root}login/`) || next.startsWith(`${root}logout/`) ? root : next
}

/** Logging out: by POST only, so that no picture on another site can do it. */
export async function logoutView(admin: AdminRequest): Promise<Response> {
  await logout(admin.request)
  return redirect(`${admin.root}login/?out`, { status: 303 })
}

/** The address of the log-in page that comes back to this request. */
export function loginUrl({ root }: AdminRequest, request: HttpRequest): string {
  const back = request.method === 'GET' || request.method === 'HEAD' ? request.target : root
  return `${root}login/?${new URLSearchParams({ next: back })}`
}
