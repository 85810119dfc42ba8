import { type Command, InvalidArgumentError } from 'commander'
import { generateSecretKey } from '../../../base/settings/index.ts'
import { terminal } from '../terminal.ts'

/** `nuages generate-secret`: a key for `SECRET_KEY`. */
export function generateSecret(program: Command): void {
  program
    .command('generate-secret')
    .description('Print a new random key for SECRET_KEY. Needs no project, and keeps nothing.')
    .option('--bytes <number>', 'bytes of randomness, from 38 to 1024', byteCount, 38)
    .action(({ bytes }: { bytes: number }) => terminal.print(generateSecretKey(bytes)))
}

function byteCount(text: string): number {
  const bytes = /^\d{2,4}$/.test(text) ? Number(text) : 0
  if (bytes < 38 || bytes > 1024) throw new InvalidArgumentError('It is a number from 38 to 1024.')
  return bytes
}
