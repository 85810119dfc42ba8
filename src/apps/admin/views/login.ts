import { type HttpRequest, redirect } from '../../../web/http/index.ts'
import { authenticate, login, logout, safeNext } from '../../auth/index.ts'
import { plainPage } from '../page.ts'
import { type AdminRequest, userOf } from '../request.ts'

/** Logging in: asks for name and password, and goes on to where the visitor wanted to go. */
export async function loginView(admin: AdminRequest): Promise<Response> {
  const { request } = admin
  const sent = request.method === 'POST' ? await request.form() : null
  const next = nextUrl(admin, sent?.get('next') ?? request.query.get('next'))
  const current = await userOf(request)
  if (sent === null && current !== null && current['isStaff'] === true) return redirect(next)
  const username = String(sent?.get('username') ?? '')
  if (sent === null) return form(admin, { next, username, refused: '', other: current === null ? '' : String(current) })
  const user = await authenticate(request, { username, password: String(sent.get('password') ?? '') })
  if (user === null || !user.isActive || !user.isStaff) {
    const refused = 'That user name and password do not open this administration. Mind upper and lower case in both.'
    return form(admin, { next, username, refused, other: '' })
  }
  await login(request, user)
  return redirect(next, { status: 303 })
}

interface LoginForm {
  readonly next: string
  readonly username: string
  readonly refused: string
  /** Who is logged in and may not enter. */
  readonly other: string
}

function form(admin: AdminRequest, { next, username, refused, other }: LoginForm): Promise<Response> {
  const told =
    other === '' ? refused : `You are logged in as ${other}, who may not enter here. Log in as somebody else.`
  return plainPage(admin, 'login.html', {
    title: 'Log in',
    status: refused === '' ? 200 : 422,
    context: {
      heading: admin.request.query.has('out') ? 'You are logged out' : 'Log in',
      nameLabel: 'User name',
      action: '',
      next,
      username,
      refused: told,
    },
  })
}

/** Where to go after logging in: the page that was asked for, but not one about logging in or out. */
function nextUrl({ request, root }: AdminRequest, asked: unknown): string {
  const next = safeNext(request, asked, root)
  return next.startsWith(`${root}log`) ? root : next
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
