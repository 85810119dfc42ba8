import { defineErrors } from '../../base/errors/index.ts'

export const passkeysErrors = defineErrors('PASSKEYS', {
  NO_PACKAGE: {
    status: null,
    message: ({ package: name }: { package: string }) => `Passkeys need the package ${name}, which is not installed.`,
    hint: 'npm install @simplewebauthn/server',
  },
  NO_RELYING_PARTY: {
    status: 400,
    message: ({ host }: { host: string }) =>
      `Passkeys are tied to a domain name, and ${host === '' ? 'no host' : `'${host}'`} cannot be trusted as one here.`,
    hint: 'Say which: `passkeys: { rpId: "example.org" }` in the project. Without it the host of the request is taken, where `allowedHosts` names it and it is no IP address.',
  },
  BAD_RELYING_PARTY: {
    status: null,
    message: ({ origin, rpId }: { origin: string; rpId: string }) =>
      `The option passkeys.origins has '${origin}', which is no origin of the domain '${rpId}'.`,
    hint: 'Origins are like "https://www.example.org", of the domain `rpId` or of one below it.',
  },
  NOT_MOUNTED: {
    status: null,
    message: () => 'The addresses of passkeys are not among the routes of the project.',
    hint: "Mount them: path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })).",
  },
  MALFORMED: {
    status: 422,
    message: ({ part }: { part: string }) => `What the browser sent is no answer of a passkey: ${part}.`,
    hint: 'Send what `PublicKeyCredential.toJSON()` gives.',
  },
  NO_CHALLENGE: {
    status: 422,
    message: () => 'The answer is to a question that was not asked here, has expired, or was answered before.',
    hint: 'Ask for new options, and answer within five minutes.',
  },
  REFUSED: {
    status: 422,
    message: ({ reason }: { reason: string }) => `The passkey was not accepted: ${reason}.`,
    hint: 'Nobody is logged in by it. The log says who tried.',
  },
  COUNTER: {
    status: 422,
    message: () => 'The signature counter of the passkey went back, which a copy of it would explain.',
    hint: 'Ask its owner whether the authenticator was restored or copied; if not, remove the passkey.',
  },
  ALREADY_ADDED: {
    status: 422,
    message: () => 'The passkey is registered already.',
    hint: 'Nothing is to be done where it is the same user’s.',
  },
  TOO_MANY: {
    status: 422,
    message: ({ limit }: { limit: number }) => `The user has ${limit} passkeys already.`,
    hint: 'Remove one that is not used any more.',
  },
  LAST_MEANS: {
    status: 422,
    message: () => 'The passkey is the last means of logging in that its user has.',
    hint: 'Set a password first, or add another passkey.',
  },
})
