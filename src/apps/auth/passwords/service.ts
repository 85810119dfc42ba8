import { type Service, service, tryUse } from '../../../base/context/index.ts'
import { Passwords } from './passwords.ts'

/** How the current project hashes passwords. */
export const passwordsService: Service<Passwords> = service<Passwords>('passwords')

/** Where there is no project: one queue for the process. */
const standard = new Passwords()

/** How the current project hashes passwords; as by default where there is none. */
export function projectPasswords(): Passwords {
  return tryUse(passwordsService) ?? standard
}

/** The text to store for a password: with a new salt, by the project's hashers, else argon2id. */
export function hashPassword(password: string): Promise<string> {
  return projectPasswords().hash(password)
}

/** Is this the password? By the project's hashers, else argon2, pbkdf2, bcrypt and scrypt as Django writes them. */
export function verifyPassword(password: string | null, encoded: string): Promise<boolean> {
  return projectPasswords().verify(password, encoded)
}
