import { randomString } from '../../base/signing/index.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const valid = /^[a-z0-9]{8,40}$/

/** The key of a new session: 32 letters and digits, 165 random bits, as Django makes them. */
export const newSessionKey = (): string => randomString(32, alphabet)

/** May this be the key of a session? What is not is asked of no store. */
export const isSessionKey = (text: string): boolean => valid.test(text)
