import { type HttpRequest, redirect, render, reverse, text, type View } from 'nuages/http'
import { currentLocale, gettext } from 'nuages/i18n'
import { messages } from 'nuages/messages'
import { atomic } from 'nuages/orm'
import { csrfExempt, rateLimited } from 'nuages/security'
import { formView } from 'nuages/views'
import { SubscribeForm } from './forms.ts'
import { readToken } from './links.ts'
import { confirmMail } from './mails.ts'
import { Subscriber } from './models.ts'

/** A second mail to an address that has one unanswered is not sent before, in milliseconds: nobody is to be pestered by this form. */
const pause = 600_000

/** Nobody learns from this page who is subscribed: it says the same of every address. */
export const subscribe: View = rateLimited(
  formView(SubscribeForm, {
    template: 'newsletter/subscribe.html',
    success: async (form) => {
      await ask(form.cleaned.email.toLowerCase())
      return reverse('newsletter')
    },
    successMessage: () => gettext('Thank you. Look into your mailbox: a link there confirms the address.'),
  }),
  { limit: '20/hour', cost: (request) => (request.method === 'POST' ? 1 : 0) },
)

/** The row and the job that sends the mail, or neither. */
async function ask(email: string): Promise<void> {
  await atomic(async () => {
    const now = new Date()
    const known = await Subscriber.filter({ email }).first()
    if (known !== null && (known.confirmed !== null || +now - +known.asked < pause)) return
    const person =
      known ?? (await Subscriber.create({ email, language: currentLocale().code === 'de' ? 'de' : 'en', asked: now }))
    person.asked = now
    await person.save()
    await (await confirmMail(person)).send()
  })
}

interface TokenContext {
  /** Null where the link is good for nothing. */
  person: Subscriber | null
}

/** The page behind a link; what it asks for is done by its button, since programs that look into mails follow links. */
const behind = async (request: HttpRequest, template: string, person: Subscriber | null): Promise<Response> =>
  render<TokenContext>(request, template, { person }, { status: person === null ? 410 : 200 })

const personOf = async (id: number | null): Promise<Subscriber | null> =>
  id === null ? null : await Subscriber.filter({ id }).first()

export async function confirm(request: HttpRequest, { token }: { token: string }): Promise<Response> {
  const person = await personOf(readToken(token, 'confirm'))
  if (person === null || request.method !== 'POST') return behind(request, 'newsletter/confirm.html', person)
  person.confirmed ??= new Date()
  await person.save()
  messages(request).success(gettext('You are subscribed. The next issue comes on Friday.'))
  return redirect(reverse('newsletter'), { status: 303 })
}

/** The signature is what lets somebody leave, and mail programs send no token: so no protection against forged forms. */
export const leave = csrfExempt(async (request: HttpRequest, { token }: { token: string }): Promise<Response> => {
  const person = await personOf(readToken(token, 'leave'))
  if (request.method !== 'POST') return behind(request, 'newsletter/leave.html', person)
  await person?.delete()
  const byProgram = (await request.form()).get('List-Unsubscribe') === 'One-Click'
  if (byProgram) return text('Unsubscribed.')
  messages(request).success(gettext('You are no longer subscribed, and your address is deleted.'))
  return redirect(reverse('newsletter'), { status: 303 })
})
